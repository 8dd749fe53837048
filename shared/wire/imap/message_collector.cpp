#include "shared/wire/imap/message_collector.hpp"

#include <utility>

namespace mailsonde::wire::imap {

bool message_collector::take(fetch_data fetched) {
    auto const uid = fetched.uid.value_or(0);
    auto const whole = fetched.header.has_value();
    if (!whole && !messages_.contains(uid)) {
        return false;
    }
    auto& message = messages_[uid];
    message.uid = uid;
    if (fetched.flags) {
        message.flags = std::move(*fetched.flags);
    }
    if (fetched.header) {
        message.header = std::move(*fetched.header);
        message.internal_date = fetched.internal_date;
        message.save_date = fetched.save_date;
    }
    return whole;
}

std::vector<seen_message> message_collector::take_all() {
    std::vector<seen_message> all;
    all.reserve(messages_.size());
    for (auto& [uid, message] : messages_) {
        all.push_back(std::move(message));
    }
    messages_.clear();
    return all;
}

}  // namespace mailsonde::wire::imap
