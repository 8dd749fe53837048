#pragma once

#include "shared/config/loader.hpp"

#include <functional>
#include <istream>
#include <ostream>

namespace mailsonde::cli {

/// What a command has of the process around it, so that tests can give it something else.
struct surroundings {
    std::istream& in;
    std::ostream& out;
    std::ostream& err;
    config::environment env;
    /// True once nobody can read `out` any more, as at the end of `mailsonde tail | head`.
    std::function<bool()> reader_gone;
};

/// Standard input, output and error, and the environment of this process.
[[nodiscard]] surroundings process_surroundings();

}  // namespace mailsonde::cli
