// A process that writes to a shared log until it is killed, paused, or out of disk; see
// sqlite_process_test.cpp. Says on standard output, one line each, what it was told by the log.
#include "shared/eventlog/sqlite_log.hpp"

#include <grp.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <string>
#include <thread>

namespace {

using namespace mailsonde;
using namespace mailsonde::eventlog;

struct participant {
    std::unique_ptr<log> events;
    token proof;
    std::unique_ptr<member> self;

    participant(char const* folder, std::string const& group) {
        events = open_sqlite_log(folder).value();
        events->ensure_topics({{"mail", 1}, {"state", 1}, {"result", 1}}).value();
        auto const remember = [this](assignment const& given) { proof = given.token; };
        group_options const options{group, "mail", milliseconds(250)};
        self = events->join(options, {remember, nullptr}).value();
        follow();
    }

    void follow() {
        proof = {};
        while (proof.opaque.empty()) {
            static_cast<void>(self->poll(0).value());
            std::this_thread::yield();
        }
    }
};

void say(std::string const& line) {
    std::puts(line.c_str());
    std::fflush(stdout);
}

transaction numbered(std::string const& group, offset number, std::size_t padding) {
    auto const value = group + ":" + std::to_string(number) + std::string(padding, '.');
    transaction work;
    for (auto const* const topic : {"mail", "state", "result"}) {
        work.appends.push_back({topic, 0, group, {}, value});
    }
    work.advances.push_back({"mail", 0, number + 1});
    return work;
}

/// Commits 0, 1, 2, …, going on where an earlier run left off.
int write_for_ever(char const* folder, std::string const& group) {
    participant one(folder, group);
    auto number = one.self->committed(0).value().value_or(0);
    for (;;) {
        static_cast<void>(one.self->poll(10).value());
        auto const done = one.self->commit(numbered(group, number, 300), one.proof);
        switch (done.outcome) {
            case commit_outcome::ok:
                say(std::to_string(number++));
                break;
            case commit_outcome::fenced:  // a slow machine; the next assignment comes
                one.follow();
                number = one.self->committed(0).value().value_or(0);
                break;
            case commit_outcome::aborted:
                break;
            case commit_outcome::unknown:
                return 1;
        }
    }
}

/// Stops itself while it owns the partition and tries to go on as if nothing had been.
int write_after_pause(char const* folder, std::string const& group) {
    participant one(folder, group);
    say("assigned");
    static_cast<void>(std::raise(SIGSTOP));
    say(std::string(to_text(one.self->commit(numbered(group, 0, 0), one.proof).outcome)));
    return 0;
}

/// Opens the log as somebody who has no rights.
int open_as_nobody(char const* folder) {
    constexpr auto nobody = 65'534;
    if (geteuid() == 0 &&
        (setgroups(0, nullptr) != 0 || setgid(nobody) != 0 || setuid(nobody) != 0)) {
        say("can't become nobody");
        return 1;
    }
    auto const opened = open_sqlite_log(folder);
    auto const ready =
        opened ? (*opened)->ensure_topics({{"mail", 1}}) : result<void>(opened.error());
    say(ready ? "opened" : ready.error().text());
    return 0;
}

void limit_files(rlim_t size) {
    rlimit limit{};
    getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = size;
    setrlimit(RLIMIT_FSIZE, &limit);
}

/// No file may grow beyond a limit, which is what a full disk looks like from inside.
int write_until_full(char const* folder, std::string const& group) {
    static_cast<void>(std::signal(SIGXFSZ, SIG_IGN));
    participant one(folder, group);
    limit_files(300'000);
    offset number = 0;
    auto done = commit_result{};
    for (;; ++number) {
        static_cast<void>(one.self->poll(10));
        done = one.self->commit(numbered(group, number, 10'000), one.proof);
        if (done.outcome != commit_outcome::ok) {
            break;
        }
        say(std::to_string(number));
    }
    say(std::string(to_text(done.outcome)) + " " + done.detail);
    limit_files(RLIM_INFINITY);
    done = one.self->commit(numbered(group, number, 10'000), one.proof);
    say(std::string(to_text(done.outcome)) + " " + done.detail);
    return 0;
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 4) {
        return 2;
    }
    std::string const mode = arguments[1];
    if (mode == "for-ever") {
        return write_for_ever(arguments[2], arguments[3]);
    }
    if (mode == "as-nobody") {
        return open_as_nobody(arguments[2]);
    }
    return mode == "pause" ? write_after_pause(arguments[2], arguments[3])
                           : write_until_full(arguments[2], arguments[3]);
}
