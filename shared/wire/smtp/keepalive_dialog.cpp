#include "shared/wire/smtp/keepalive_dialog.hpp"

#include <utility>

namespace mailsonde::wire::smtp {

using namespace std::chrono_literals;

result<action> keepalive_dialog::resume(std::string_view received) {
    switch (step_) {
        case step::start: {
            if (auto const silent = session_.expect_silence(); !silent) {
                return silent.error();
            }
            step_ = step::sent;
            auto const* const line = what_ == keepalive::noop ? "NOOP\r\n" : "RSET\r\n";
            return send_bytes{line, line};
        }
        case step::sent:
            step_ = step::reading;
            return need_bytes{};
        case step::reading:
            break;
    }
    auto next = session_.next_reply(received);
    if (!next) {
        return next.error();
    }
    auto const reply = std::move(*next);
    if (!reply) {
        return need_bytes{};
    }
    if (!reply->is_positive()) {
        return fail(smtp_errc::unexpected_reply, reply->summary());
    }
    return finished{};
}

std::string_view keepalive_dialog::phase() const {
    return what_ == keepalive::noop ? "smtp.noop" : "smtp.rset";
}

std::chrono::milliseconds keepalive_dialog::budget() const {
    return 60s;
}

}  // namespace mailsonde::wire::smtp
