#pragma once

#include "shared/wire/imap/response.hpp"

#include <cstdint>
#include <vector>

namespace mailsonde::wire::imap {

/// Follows mails by their sequence numbers, so that "* 3 EXPUNGE" can be told to be the proof for
/// one of our UIDs. A tagged OK proves nothing: Dovecot says it even when it ignored the STORE.
class expunge_watch {
public:
    /// "* <sequence> FETCH (UID <uid> ...)" came. Sequence 0 (UIDFETCH, old Courier) can be proved
    /// gone by VANISHED only.
    void found(std::uint32_t sequence, std::uint32_t uid);
    /// Takes EXPUNGE and VANISHED in the order in which they come; others change nothing.
    void hear(untagged const& response);
    /// The server has reported this mail as gone.
    [[nodiscard]] bool gone(std::uint32_t uid) const;

private:
    struct mail {
        std::uint32_t sequence = 0;
        std::uint32_t uid = 0;
        bool gone = false;
    };

    std::vector<mail> mails_;
};

}  // namespace mailsonde::wire::imap
