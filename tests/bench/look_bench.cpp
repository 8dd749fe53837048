// CPU of a look that finds nothing new, by the product's own client on a kept TLS connection.
//
//     look_bench HOST PORT CA_FILE USER LOOKS
//
// Prints JSON: CPU per look in microseconds, and the octets of one look for bare_look to repeat.
#include "shared/clients/imap_client.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <nlohmann/json.hpp>

#include <sys/resource.h>

#include <cstdlib>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

namespace mailsonde::bench {
namespace {

namespace asio = boost::asio;

struct measured {
    std::string octets;  ///< of one look
    std::size_t turns = 0;
    double cpu_us = 0;
};

double cpu_us_so_far() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    auto const us = [](timeval const& time) {
        return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
    };
    return us(used.ru_utime) + us(used.ru_stime);
}

/// Remembers what is sent as long as it is told to, and how often an answer was waited for.
class eavesdropper {
public:
    void hear(net::direction where, std::string_view bytes) {
        if (listening) {
            turns += where == net::direction::received && last_ == net::direction::sent ? 1 : 0;
            last_ = where;
            sent += where == net::direction::sent ? bytes : std::string_view();
        }
    }

    bool listening = false;
    std::string sent;
    std::size_t turns = 0;

private:
    net::direction last_ = net::direction::received;
};

asio::awaitable<clients::look_report> checked_look(
    clients::imap_client& client, clients::look_request request
) {
    auto report = co_await client.look(std::move(request));
    if (report.failure || !report.complete) {
        throw std::runtime_error(
            "a look failed: " + (report.failure ? report.failure->text() : "")
        );
    }
    co_return report;
}

asio::awaitable<void> measure(
    clients::imap_client& client, eavesdropper& ear, int looks, measured& out
) {
    clients::look_request request;
    request.since = wall_now();
    for (auto const last : {false, false, true}) {  // log in, list, get to the steady state
        ear.listening = last;
        auto const report = co_await checked_look(client, request);
        ear.listening = false;
        for (auto const& mark : report.marks) {
            request.marks.push_back(mark);
        }
    }
    out.octets = ear.sent;
    out.turns = ear.turns;
    auto const before = cpu_us_so_far();
    for (int i = 0; i < looks; ++i) {
        static_cast<void>(co_await checked_look(client, request));
    }
    out.cpu_us = (cpu_us_so_far() - before) / looks;
    co_await client.close();
}

int run(std::vector<std::string> const& words) {
    asio::io_context io(1);
    net::tls_contexts contexts;
    eavesdropper ear;
    clients::imap_options options;
    auto const port = static_cast<std::uint16_t>(std::stoi(words.at(1)));
    options.server = {words.at(0), port, tls_mode::implicit, {words.at(2), {}}};
    options.login = {words.at(3), secret("x"), std::nullopt};
    options.client_version = "bench";
    options.transcript = [&ear](net::direction where, std::string_view bytes) {
        ear.hear(where, bytes);
    };
    clients::imap_client client(io.get_executor(), contexts, options);
    measured out;
    std::exception_ptr thrown;
    asio::co_spawn(io, measure(client, ear, std::stoi(words.at(4)), out), [&](auto error) {
        thrown = error;
    });
    io.run();
    if (thrown) {
        std::rethrow_exception(thrown);
    }
    std::cout
        << nlohmann::
               json{{"cpu_us", out.cpu_us}, {"round_trips", out.turns}, {"octets", out.octets}}
        << '\n';
    return EXIT_SUCCESS;
}

}  // namespace
}  // namespace mailsonde::bench

int main(int count, char** words) {
    try {
        return mailsonde::bench::run({words + 1, words + count});
    } catch (std::exception const& error) {
        std::cerr << "look_bench: " << error.what() << '\n';
        return EXIT_FAILURE;
    }
}
