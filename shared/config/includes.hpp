#pragma once

#include "shared/config/loading.hpp"
#include "shared/config/yaml_node.hpp"

#include <filesystem>
#include <vector>

namespace mailsonde::config {

/// What an included file was found by.
struct inclusion {
    std::filesystem::path path;
    position at;  ///< the pattern
};

/// Finds the files that the list of patterns under `include` names, each once, in the order of the
/// patterns and by name for one pattern. '*', '?' and '[...]' stand for parts of one path component
/// and don't match a leading dot. A pattern with wildcards may match nothing; a plain path may not.
/// The folders searched become dependencies, so that new files are noticed.
[[nodiscard]] std::vector<inclusion> find_included(loading& load, yaml_node const& patterns);

}  // namespace mailsonde::config
