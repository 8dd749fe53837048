#pragma once

#include "cli/program.hpp"

namespace mailsonde::cli {

/// `mailsonde token` and what is below it.
void add_token(CLI::App& app, program& to);

}  // namespace mailsonde::cli
