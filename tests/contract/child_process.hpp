#pragma once

#include <sys/types.h>

#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mailsonde::eventlog::contract {

/// A program of which the test reads the standard output line by line. Killed at the end.
class child_process {
public:
    /// @param arguments  the program first
    explicit child_process(std::vector<std::string> arguments);
    child_process(child_process const&) = delete;
    child_process& operator=(child_process const&) = delete;
    ~child_process();

    /// Waits for it; nullopt after the last one.
    [[nodiscard]] std::optional<std::string> line();
    void send(int signal) const;
    /// Waits until a signal stopped it (SIGSTOP).
    [[nodiscard]] bool wait_until_stopped() const;
    void kill_and_reap();

private:
    struct closer {
        void operator()(std::FILE* file) const { static_cast<void>(std::fclose(file)); }
    };

    pid_t pid_ = -1;
    std::unique_ptr<std::FILE, closer> output_;
};

}  // namespace mailsonde::eventlog::contract
