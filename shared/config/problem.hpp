#pragma once

#include <filesystem>
#include <string>

namespace mailsonde::config {

/// One thing that is wrong with a configuration, at the place where it is to be mended.
struct problem {
    std::filesystem::path file;  ///< as it was named: on the command line, or found by `include`
    int line = 1;                ///< from 1
    int column = 1;              ///< from 1, in octets
    std::string what;            ///< what is wrong; sanitised, never a secret's value
    std::string hint;            ///< what would be right; may be empty

    /// "file:line:column: what; hint", which editors and CI systems make clickable.
    [[nodiscard]] std::string text() const;

    friend bool operator==(problem const&, problem const&) = default;
};

}  // namespace mailsonde::config
