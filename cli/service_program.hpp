#pragma once

#include "cli/run.hpp"
#include "cli/surroundings.hpp"

#include <string>
#include <vector>

namespace mailsonde::cli {

/// `mailsonde-sender` or `mailsonde-checker`: one half of the pair on Kafka.
/// @param arguments  without the program's name
/// @return the exit status; see exit_status.hpp
[[nodiscard]] int run_service_program(
    service_role role, std::vector<std::string> arguments, surroundings const& io
);

/// main() of either: signals, failpoints, command line.
[[nodiscard]] int service_main(service_role role, int argc, char** argv);

}  // namespace mailsonde::cli
