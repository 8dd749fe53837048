#include "cli/interruption.hpp"

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace mailsonde::cli {
namespace {

sigset_t stop_signals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}

}  // namespace

interruption::interruption() {
    auto const set = stop_signals();
    pthread_sigmask(SIG_BLOCK, &set, &before_);
    signals_ = ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (signals_ < 0) {
        auto const code = errno;
        pthread_sigmask(SIG_SETMASK, &before_, nullptr);
        throw std::system_error(code, std::generic_category(), "signalfd");
    }
}

interruption::~interruption() {
    // What came meanwhile has had its effect; given back it would end the process with a failure.
    signalfd_siginfo taken{};
    while (::read(signals_, &taken, sizeof taken) > 0) {
    }
    ::close(signals_);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

bool interruption::pause(milliseconds time) {
    // Without events to wait for, poll reports a pipe that lost its reader.
    std::array<pollfd, 2> watched{
        {{.fd = signals_, .events = POLLIN, .revents = 0},
         {.fd = STDOUT_FILENO, .events = 0, .revents = 0}}
    };
    stopped_ =
        stopped_ || ::poll(watched.data(), watched.size(), static_cast<int>(time.count())) > 0;
    return !stopped_;
}

}  // namespace mailsonde::cli
