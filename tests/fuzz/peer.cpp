#include "tests/fuzz/peer.hpp"

#include "tests/fuzz/invariant.hpp"

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>

namespace mailsonde::fuzz {
namespace {

constexpr int most_actions_in_a_row = 1000;

}  // namespace

ending peer::play(wire::dialog& dialog) {
    std::string_view received;
    auto actions = 0;
    for (;;) {
        auto const next = dialog.resume(std::exchange(received, {}));
        require(!dialog.phase().empty(), "a dialog names its phase");
        require(dialog.budget() > std::chrono::milliseconds(0), "a phase has time");
        if (!next) {
            expect_fit(next.error());
            return {.finished = false, .failed = next.error()};
        }
        if (std::holds_alternative<wire::finished>(*next)) {
            return {.finished = true, .failed = std::nullopt};
        }
        if (std::holds_alternative<wire::need_bytes>(*next)) {
            if (rest_.empty()) {
                return {};
            }
            received = next_piece();
            actions = 0;
            on_said(received);
        } else if (auto const* const sent = std::get_if<wire::send_bytes>(&*next)) {
            take(*sent);
        } else {
            heard_ += "<TLS>";
            shown_ += "<TLS>";
        }
        require(++actions < most_actions_in_a_row, "a dialog doesn't talk to itself");
    }
}

std::string_view peer::next_piece() {
    auto size = rest_.size();
    if (how_ == pieces::octets) {
        size = 1;
    } else if (how_ == pieces::lines) {
        size = std::min(rest_.find('\n'), rest_.size() - 1) + 1;
    }
    auto const piece = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return piece;
}

void peer::take(wire::send_bytes const& sent) {
    require(!sent.bytes.empty(), "a send isn't empty");
    require(!sent.shown.empty(), "a send has something to show");
    expect_concealed(sent.shown);
    heard_ += sent.bytes;
    shown_ += sent.shown;
    on_sent(sent.bytes);
}

void peer::expect_fit(failure const& failed) const {
    require(failed.code.failed(), "a failure has a code");
    require(is_presentable(failed.detail), "a failure's detail is sanitised");
    require(failed.detail.size() <= 2048, "a failure's detail is bounded");
    expect_concealed(failed.detail);
}

void peer::expect_concealed(std::string_view text) const {
    for (auto const& secret : secrets_) {
        require(text.find(secret) == std::string_view::npos, "no secret is shown");
    }
}

}  // namespace mailsonde::fuzz
