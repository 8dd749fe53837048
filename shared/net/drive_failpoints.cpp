#include "shared/net/drive_failpoints.hpp"

#include "shared/core/failpoint.hpp"

#include <utility>

namespace mailsonde::net {

void pass_failpoint(std::string_view phase, direction now) {
    if (phase != "smtp.data_end") {
        return;
    }
    if (now == direction::sent) {
        failpoint("sender.S3.before_data");
    } else {
        failpoint("sender.S3.before_reply");
    }
}

bool dies_flagged(std::string_view phase) {
    return failpoint_is_due("checker.C6.flagged") && phase == "imap.expunge";
}

boost::asio::awaitable<void> die_flagged(
    stream& connection, std::string bytes, std::chrono::steady_clock::time_point limit
) {
    bytes.resize(bytes.find('\n') + 1);
    static_cast<void>(co_await connection.write_all(std::move(bytes), limit));
    static_cast<void>(co_await connection.read_some(limit));
    failpoint("checker.C6.flagged");
    co_return;
}

}  // namespace mailsonde::net
