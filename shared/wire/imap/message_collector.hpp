#pragma once

#include "shared/wire/imap/fetch_view.hpp"
#include "shared/wire/imap/look.hpp"

#include <cstdint>
#include <map>
#include <vector>

namespace mailsonde::wire::imap {

/// The mails that a look has seen in one folder, each once, however often and in how many pieces
/// the server sent them.
class message_collector {
public:
    /// @param fetched  must have a UID
    /// @return true if the mail with that UID was sent with its header; false for a mere change of
    ///         flags, which is noted if the mail is known
    bool take(fetch_data fetched);

    void clear() { messages_.clear(); }

    /// By rising UID; the collector is empty afterwards.
    [[nodiscard]] std::vector<seen_message> take_all();

private:
    std::map<std::uint32_t, seen_message> messages_;
};

}  // namespace mailsonde::wire::imap
