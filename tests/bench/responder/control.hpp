#pragma once

#include "tests/bench/responder/server.hpp"
#include "tests/bench/responder/store.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <string>

namespace mailsonde::bench {

/// What whoever started the responder may say on its standard input, one command a line, each
/// answered by one line of JSON. It ends with its input.
///
///     delay ADDRESS MILLISECONDS   from now on mails to it take so long
///     lose ADDRESS                 from now on mails to it never arrive
///     stats                        what has happened so far
///     savings                      when each mail was saved, since the last time
class control {
public:
    /// Both outlive this.
    control(boost::asio::io_context& io, store& all) : io_(io), all_(all) {}

    /// The first line: where to connect.
    static void introduce(server const& what);
    [[nodiscard]] boost::asio::awaitable<void> listen();

private:
    [[nodiscard]] std::string obey(std::string const& line);
    [[nodiscard]] std::string stats() const;
    [[nodiscard]] std::string savings();

    boost::asio::io_context& io_;
    store& all_;
};

}  // namespace mailsonde::bench
