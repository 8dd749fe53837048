#include "tests/bench/responder/control.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <nlohmann/json.hpp>

#include <unistd.h>

#include <iostream>
#include <sstream>
#include <utility>

namespace mailsonde::bench {
namespace {

namespace asio = boost::asio;
using nlohmann::json;

std::int64_t microseconds_of(wall_time at) {
    return std::chrono::duration_cast<std::chrono::microseconds>(at.time_since_epoch()).count();
}

}  // namespace

void control::introduce(server const& what) {
    auto hosts = json::array();
    for (auto const& one : what.hosts()) {
        hosts.push_back({{"address", one.address}, {"imap", one.imap_port}, {"smtp", one.smtp_port}}
        );
    }
    std::cout << json{{"ca_file", what.ca_file()}, {"hosts", hosts}}.dump() << std::endl;
}

asio::awaitable<void> control::listen() {
    asio::posix::stream_descriptor input(io_, ::dup(STDIN_FILENO));
    std::string text;
    while (true) {
        auto into = asio::dynamic_buffer(text);
        auto const [error, size] =
            co_await asio::async_read_until(input, into, '\n', asio::as_tuple(asio::use_awaitable));
        if (error) {
            io_.stop();
            co_return;
        }
        std::cout << obey(text.substr(0, size - 1)) << std::endl;
        text.erase(0, size);
    }
}

std::string control::obey(std::string const& line) {
    std::istringstream words(line);
    std::string what;
    std::string address;
    int delay = 0;
    words >> what >> address >> delay;
    if (what == "stats") {
        return stats();
    }
    if (what == "savings") {
        return savings();
    }
    if (address.empty() || (what != "lose" && what != "delay")) {
        return R"({"error": "unknown command"})";
    }
    auto& chosen = all_.of(address).delay;
    chosen.reset();
    if (what == "delay") {
        chosen = std::chrono::milliseconds(delay);
    }
    return "{}";
}

std::string control::stats() const {
    auto const& counts = all_.counts;
    return json{
        {"taken", counts.taken},
        {"saved", counts.saved},
        {"lost", counts.lost},
        {"expunged", counts.expunged},
        {"logins", counts.logins},
        {"commands", counts.commands},
        {"fetches", counts.fetches},
        {"sessions", counts.sessions},
        {"most_sessions", counts.most_sessions},
        {"accounts", all_.accounts()},
        {"test_mails", all_.test_mails()},
        {"untouched_foreign", all_.untouched_foreign()}
    }.dump();
}

std::string control::savings() {
    auto out = json::array();
    for (auto const& one : std::exchange(all_.savings, {})) {
        out.push_back({one.token, microseconds_of(one.taken_at), microseconds_of(one.saved_at)});
    }
    return out.dump();
}

}  // namespace mailsonde::bench
