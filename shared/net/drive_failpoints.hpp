#pragma once

#include "shared/net/drive.hpp"
#include "shared/net/stream.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <string>
#include <string_view>

/// The failpoints (docs/crash-safety.md) that lie within a dialog: wire/ holds none.
namespace mailsonde::net {

/// The moments around the one in which a mail changes hands: its text goes out, its reply is there.
void pass_failpoint(std::string_view phase, direction now);

/// Whether this process is to end between STORE and UID EXPUNGE, which go out in one write.
[[nodiscard]] bool dies_flagged(std::string_view phase);

/// Sends STORE alone, waits for its answer, and passes that failpoint.
/// @param bytes  STORE and UID EXPUNGE, a line each
[[nodiscard]] boost::asio::awaitable<void> die_flagged(
    stream& connection, std::string bytes, std::chrono::steady_clock::time_point limit
);

}  // namespace mailsonde::net
