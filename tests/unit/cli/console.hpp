#pragma once

#include "cli/surroundings.hpp"
#include "tests/unit/config/sandbox.hpp"

#include <filesystem>
#include <sstream>
#include <string>

namespace mailsonde::cli {

/// A folder and streams of its own for one test of a command.
struct console {
    config::sandbox box;
    std::istringstream in;
    std::ostringstream out;
    std::ostringstream err;
    bool reader_gone = false;

    /// Valid as long as the console.
    [[nodiscard]] surroundings io();

    /// Writes mailsonde.yaml: the sandbox's usual one, with `extra`, and `data` inside the sandbox.
    std::filesystem::path configure(std::string const& extra = "");

    [[nodiscard]] std::filesystem::path data() const { return box.folder() / "data"; }
};

}  // namespace mailsonde::cli
