#include "cli/surroundings.hpp"

#include <poll.h>
#include <unistd.h>

#include <iostream>

namespace mailsonde::cli {
namespace {

/// The system knows without a write: poll reports a pipe without readers unasked.
bool stdout_is_broken() {
    pollfd out{.fd = STDOUT_FILENO, .events = 0, .revents = 0};
    return ::poll(&out, 1, 0) > 0;
}

}  // namespace

surroundings process_surroundings() {
    return {
        .in = std::cin,
        .out = std::cout,
        .err = std::cerr,
        .env = config::process_environment(),
        .reader_gone = stdout_is_broken
    };
}

}  // namespace mailsonde::cli
