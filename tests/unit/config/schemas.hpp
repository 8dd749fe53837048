#pragma once

#include <nlohmann/json.hpp>

#include <map>
#include <set>
#include <string>
#include <vector>

namespace mailsonde::config {

/// shared/config/schema/<name>, with references to definitions of the main schema made local.
[[nodiscard]] nlohmann::json schema_named(std::string const& name);

/// What a validator says against `document`; empty if it is valid.
[[nodiscard]] std::vector<std::string> objections(
    nlohmann::json const& schema, nlohmann::json const& document
);

/// One property of an object that a schema describes.
struct schema_property {
    bool required = false;
    nlohmann::json definition;  ///< references followed one step; null default if there is none
};

/// All objects with their properties, named as in the parser's table of known keys. Throws if an
/// object lets unknown keys pass.
[[nodiscard]] std::map<std::string, std::map<std::string, schema_property>> objects_of(
    nlohmann::json const& schema
);

}  // namespace mailsonde::config
