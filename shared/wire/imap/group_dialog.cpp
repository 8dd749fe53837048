#include "shared/wire/imap/group_dialog.hpp"

#include <variant>

namespace mailsonde::wire::imap {

using namespace std::chrono_literals;

result<action> group_dialog::resume(std::string_view received) {
    auto const untagged_handler = [this](untagged& response, std::size_t current) {
        on_untagged(response, current);
    };
    auto const completion_handler = [this](std::size_t index) { on_complete(*group_, index); };
    for (auto fresh = received;; fresh = {}) {
        if (!group_) {
            group_ = std::make_unique<command_group>(session_);
            plan(*group_);
            if (group_->empty()) {
                return action(finished{});
            }
        }
        auto next = group_->resume(fresh, untagged_handler, completion_handler);
        if (!next || !std::holds_alternative<finished>(*next)) {
            return next;
        }
        if (auto const concluded = conclude(*group_); !concluded) {
            return concluded.error();
        }
        group_.reset();
    }
}

std::chrono::milliseconds group_dialog::budget() const {
    return budget_of(phase_);
}

std::chrono::milliseconds budget_of(std::string_view phase) {
    if (phase == "imap.fetch") {
        return 60s;
    }
    return phase == "imap.logout" ? 5s : 30s;
}

}  // namespace mailsonde::wire::imap
