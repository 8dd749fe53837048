#pragma once

#include "tests/unit/model/samples.hpp"

#include <nlohmann/json.hpp>

#include <string>

/// The golden files: one event of every type in structured mode, laid out for people.
namespace mailsonde::model {

[[nodiscard]] std::string source_path(std::string const& from_the_repository_root);

/// @throws std::runtime_error if it can't be read
[[nodiscard]] std::string read_text(std::string const& path);

[[nodiscard]] std::string golden_path(sample const& of);

/// What the golden file of this sample must hold; ends in a line feed.
[[nodiscard]] std::string golden_text(sample const& of);

/// The event itself, as the golden file has it.
[[nodiscard]] nlohmann::json golden_data(sample const& of);

}  // namespace mailsonde::model
