#pragma once

#include <nlohmann/json.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace mailsonde::model {

/// One file of shared/model/schemas/, as a consumer would use it: alone.
class schema_file {
public:
    /// @param stem  "mail.sent.v1", "cloudevent"
    /// @throws std::runtime_error (or json::exception) if it isn't there or isn't a schema
    explicit schema_file(std::string const& stem);
    schema_file(schema_file&&) noexcept;
    ~schema_file();

    [[nodiscard]] nlohmann::json const& json() const { return json_; }

    /// What draft-07 says against `instance`; "" if it is valid.
    [[nodiscard]] std::string objection(nlohmann::json const& instance) const;

    struct property {
        nlohmann::json::json_pointer at;  ///< in the instance
        nlohmann::json schema;            ///< with its $ref followed
        bool required = false;
    };

    /// All properties, those of nested objects too; array items and free-form maps excepted.
    [[nodiscard]] std::vector<property> properties() const;

private:
    struct compiled;

    void collect(
        nlohmann::json const& object,
        nlohmann::json::json_pointer const& at,
        std::vector<property>& out
    ) const;

    nlohmann::json json_;
    std::unique_ptr<compiled> compiled_;
};

[[nodiscard]] std::string schema_folder();

}  // namespace mailsonde::model
