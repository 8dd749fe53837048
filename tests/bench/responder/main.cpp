// A mail server for load: IMAP and SMTP with TLS for any number of accounts, in one process. What
// SMTP took lies in the recipient's INBOX at once, after a while, or never. Deterministic.
//
//     responder [--hosts N] [--foreign N]
#include "tests/bench/responder/control.hpp"
#include "tests/bench/responder/server.hpp"

#include <boost/asio/co_spawn.hpp>

#include <CLI/CLI.hpp>

#include <sys/resource.h>

#include <csignal>
#include <exception>
#include <iostream>

namespace {

/// As many connections as the machine lets us have.
void raise_descriptor_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
}

void serve(std::size_t hosts, std::size_t foreign) {
    using namespace mailsonde::bench;
    boost::asio::io_context io(1);
    store all(foreign);
    server serving(io, all, hosts);
    control told(io, all);
    control::introduce(serving);
    boost::asio::co_spawn(io, told.listen(), [](std::exception_ptr const& thrown) {
        if (thrown) {
            std::rethrow_exception(thrown);
        }
    });
    io.run();
}

}  // namespace

int main(int count, char** arguments) {
    try {
        CLI::App app("A mail server for load tests; see control.hpp for what it reads on stdin");
        std::size_t hosts = 1;
        std::size_t foreign = 0;
        app.add_option("--hosts", hosts, "So many addresses from 127.0.0.1 on")
            ->check(CLI::Range(1, 200));
        app.add_option("--foreign", foreign, "Mails of a human in each mailbox");
        CLI11_PARSE(app, count, arguments);
        static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
        raise_descriptor_limit();
        serve(hosts, foreign);
        return 0;
    } catch (std::exception const& error) {
        std::cerr << "responder: " << error.what() << '\n';
        return 1;
    }
}
