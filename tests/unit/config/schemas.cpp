#include "tests/unit/config/schemas.hpp"

#include "tests/unit/config/documents.hpp"

#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include <algorithm>
#include <stdexcept>

namespace mailsonde::config {
namespace {

using json = nlohmann::json;
using objects = std::map<std::string, std::map<std::string, schema_property>>;

/// Walks a schema from the top and collects what objects it describes.
class walker {
public:
    explicit walker(json const& root) : root_(root) {}

    void walk(json const& schema, std::string const& name) {
        for (auto const* const keyword : {"oneOf", "allOf"}) {
            for (auto const& part : schema.value(keyword, json::array())) {
                walk(part, name);
            }
        }
        if (schema.contains("$ref")) {
            walk(
                root_.at(json::json_pointer(schema.at("$ref").get<std::string>().substr(1))), name
            );
        }
        if (schema.contains("items")) {
            walk(schema.at("items"), name + "[]");
        }
        if (schema.value("type", "") == "object") {
            walk_object(schema, name);
        }
    }

    objects found;

private:
    void walk_object(json const& schema, std::string const& name) {
        if (schema.value("additionalProperties", true)) {
            throw std::runtime_error("additional properties allowed in '" + name + "'");
        }
        auto const patterns = schema.value("patternProperties", json::object());
        for (auto const& [pattern, value] : patterns.items()) {
            walk(value, name + ".*");
        }
        auto const required = schema.value("required", std::vector<std::string>());
        auto const properties = schema.value("properties", json::object());
        for (auto const& [key, value] : properties.items()) {
            if (value.value("description", "").empty()) {
                throw std::runtime_error("no description: '" + name + "' " + key);
            }
            auto const is_required =
                std::find(required.begin(), required.end(), key) != required.end();
            found[name][key] = {is_required, value};
            walk(value, name.empty() ? key : name + "." + key);
        }
    }

    json const& root_;
};

}  // namespace

json schema_named(std::string const& name) {
    std::string const folder = MAILSONDE_SOURCE_DIR "/shared/config/schema/";
    std::string const main = "mailsonde.schema.json";
    auto schema = json::parse(content_of(folder + name));
    if (name == main) {
        return schema;
    }
    for (auto& property : schema.at("properties")) {
        auto const target = property.at("$ref").get<std::string>();
        if (!target.starts_with(main + "#/")) {
            throw std::runtime_error("unexpected reference " + target);
        }
        property = {{"$ref", target.substr(main.size())}};
    }
    schema["definitions"] = json::parse(content_of(folder + main)).at("definitions");
    return schema;
}

std::vector<std::string> objections(json const& schema, json const& document) {
    valijson::Schema parsed;
    valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
    parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(schema), parsed);
    valijson::ValidationResults results;
    valijson::Validator validator;
    std::vector<std::string> out;
    if (validator.validate(parsed, valijson::adapters::NlohmannJsonAdapter(document), &results)) {
        return out;
    }
    out.emplace_back("invalid");
    for (valijson::ValidationResults::Error error; results.popError(error);) {
        std::string where;
        for (auto const& part : error.context) {
            where += part;
        }
        out.push_back(where + ": " + error.description);
    }
    return out;
}

objects objects_of(json const& schema) {
    walker all(schema);
    all.walk(schema, "");
    return all.found;
}

}  // namespace mailsonde::config
