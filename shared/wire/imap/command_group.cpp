#include "shared/wire/imap/command_group.hpp"

#include "shared/core/text.hpp"
#include "shared/wire/imap/classify.hpp"
#include "shared/wire/imap/imap_errc.hpp"
#include "shared/wire/imap/limits.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace mailsonde::wire::imap {

std::size_t command_group::add(command added) {
    commands_.push_back({.tag = session_.next_tag(), .text = std::move(added)});
    return commands_.size() - 1;
}

bool command_group::ok(std::size_t index) const {
    return is_complete(index) && completion(index).status == condition::ok;
}

result<action> command_group::resume(
    std::string_view received, handler const& on_untagged, completion_handler const& on_complete
) {
    // Sending what can be sent comes first; then `received` is empty by contract.
    for (auto fresh = received;; fresh = {}) {
        if (auto piece = next_piece()) {
            return action(std::move(*piece));
        }
        if (bye_seen_ || current() == commands_.size()) {
            return action(finished{});
        }
        auto response = session_.next(fresh);
        if (!response) {
            return response.error();
        }
        auto& whole = *response;
        if (!whole) {
            return action(need_bytes{});
        }
        if (auto const taken = take(*whole, on_untagged, on_complete); !taken) {
            return taken.error();
        }
    }
}

std::optional<send_bytes> command_group::next_piece() {
    send_bytes out;
    for (auto& one : commands_) {
        auto const& pieces = one.text.pieces;
        // A command refused before its literal was sent is over.
        while (continued_ && !one.complete && one.pieces_sent < pieces.size()) {
            out.bytes += one.pieces_sent == 0 ? one.tag + " " : "";
            out.bytes += pieces[one.pieces_sent++];
            auto const last = one.pieces_sent == pieces.size();
            out.bytes += last ? "\r\n" : "";
            continued_ = last;
            if (!std::exchange(one.shown, true)) {
                out.shown += one.tag + " " + one.text.shown + "\r\n";
            }
        }
    }
    return out.bytes.empty() ? std::nullopt : std::optional(std::move(out));
}

result<void> command_group::take(
    response& received, handler const& on_untagged, completion_handler const& on_complete
) {
    if (auto* const completion = std::get_if<tagged>(&received)) {
        return complete(*completion, on_complete);
    }
    if (std::holds_alternative<continuation>(received)) {
        // Exchange sends "+" without reason, too.
        continued_ = true;
        return {};
    }
    auto& data = std::get<untagged>(received);
    if (++untagged_ > limits::untagged) {
        return fail(imap_errc::too_many_responses);
    }
    if (data.status == condition::bye) {
        bye_seen_ = bye_expected_;
        session_.note(data);
        return bye_expected_ ? result<void>() : refusal(data, imap_errc::bye);
    }
    session_.note(data);
    on_untagged(data, current());
    return {};
}

result<void> command_group::complete(tagged& completion, completion_handler const& on_complete) {
    auto const found = std::find_if(commands_.begin(), commands_.end(), [&](entry const& one) {
        return one.tag == completion.tag && one.pieces_sent > 0 && !one.complete;
    });
    if (found == commands_.end()) {
        return fail(imap_errc::bad_response, "unknown tag " + sanitised(completion.tag, 32));
    }
    session_.note(completion);
    // The command that waits for "+" has got its answer: what stands behind it may go.
    if (found->pieces_sent < found->text.pieces.size()) {
        continued_ = true;
    }
    found->completion = std::move(completion);
    found->complete = true;
    untagged_ = 0;
    on_complete(static_cast<std::size_t>(found - commands_.begin()));
    return {};
}

std::size_t command_group::current() const {
    auto const pending = std::find_if(commands_.begin(), commands_.end(), [](entry const& one) {
        return !one.complete;
    });
    return static_cast<std::size_t>(pending - commands_.begin());
}

}  // namespace mailsonde::wire::imap
