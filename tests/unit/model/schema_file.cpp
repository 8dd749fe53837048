#include "tests/unit/model/schema_file.hpp"

#include "tests/unit/model/golden_files.hpp"

#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include <algorithm>

namespace mailsonde::model {

using valijson::adapters::NlohmannJsonAdapter;

struct schema_file::compiled {
    valijson::Schema schema;
};

schema_file::schema_file(std::string const& stem)
    : json_(nlohmann::json::parse(read_text(schema_folder() + "/" + stem + ".schema.json"))),
      compiled_(std::make_unique<compiled>()) {
    valijson::SchemaParser(valijson::SchemaParser::kDraft7)
        .populateSchema(NlohmannJsonAdapter(json_), compiled_->schema);
}

schema_file::schema_file(schema_file&&) noexcept = default;
schema_file::~schema_file() = default;

std::string schema_file::objection(nlohmann::json const& instance) const {
    valijson::Validator validator;
    valijson::ValidationResults results;
    if (validator.validate(compiled_->schema, NlohmannJsonAdapter(instance), &results)) {
        return {};
    }
    std::string out = "invalid";
    for (auto const& error : results) {
        out += "; ";
        for (auto const& part : error.context) {
            out += part;
        }
        out += ": " + error.description;
    }
    return out;
}

std::vector<schema_file::property> schema_file::properties() const {
    std::vector<property> out;
    collect(json_, nlohmann::json::json_pointer(), out);
    return out;
}

void schema_file::collect(
    nlohmann::json const& object, nlohmann::json::json_pointer const& at, std::vector<property>& out
) const {
    auto const required = object.value("required", std::vector<std::string>());
    for (auto const& [name, schema] : object.at("properties").items()) {
        auto const target =
            schema.contains("$ref")
                ? json_.at(
                      nlohmann::json::json_pointer(schema.at("$ref").get<std::string>().substr(1))
                  )
                : schema;
        auto const is_required =
            std::find(required.begin(), required.end(), name) != required.end();
        out.push_back({at / name, target, is_required});
        if (target.contains("properties")) {
            collect(target, at / name, out);
        }
    }
}

std::string schema_folder() {
    return source_path("shared/model/schemas");
}

}  // namespace mailsonde::model
