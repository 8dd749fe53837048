#include "tests/contract/child_process.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <stdexcept>
#include <system_error>

namespace mailsonde::eventlog::contract {

child_process::child_process(std::vector<std::string> arguments) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        throw std::system_error(errno, std::generic_category(), "pipe2");
    }
    output_.reset(::fdopen(ends[0], "r"));
    std::vector<char*> raw;
    for (auto& one : arguments) {
        raw.push_back(one.data());
    }
    raw.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    auto const failed = ::posix_spawn(&pid_, raw[0], &actions, nullptr, raw.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    if (failed != 0) {
        pid_ = -1;
        throw std::system_error(failed, std::generic_category(), arguments[0]);
    }
}

child_process::~child_process() {
    kill_and_reap();
}

std::optional<std::string> child_process::line() {
    std::string out;
    for (auto c = std::fgetc(output_.get()); c != EOF; c = std::fgetc(output_.get())) {
        if (c == '\n') {
            return out;
        }
        out += static_cast<char>(c);
    }
    return std::nullopt;
}

void child_process::send(int signal) const {
    if (pid_ > 0) {
        ::kill(pid_, signal);
    }
}

bool child_process::wait_until_stopped() const {
    auto status = 0;
    return ::waitpid(pid_, &status, WUNTRACED) == pid_ && WIFSTOPPED(status);
}

void child_process::kill_and_reap() {
    if (pid_ > 0) {
        send(SIGKILL);
        ::waitpid(pid_, nullptr, 0);
        pid_ = -1;
    }
}

}  // namespace mailsonde::eventlog::contract
