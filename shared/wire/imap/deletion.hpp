#pragma once

#include "shared/core/result.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailsonde::wire::imap {

/// Says whether the header (as the server sends it, up to 64 kB) is that of a mail which we may
/// delete: the MAC of its token must hold.
using header_check = std::function<bool(std::string_view header)>;

/// One mail to delete.
struct deletion_target {
    std::uint32_t uid = 0;  ///< not 0
    header_check verify;
};

struct delete_options {
    std::string raw_name;
    std::uint32_t uid_validity = 0;        ///< of the look that found the mails
    std::vector<deletion_target> targets;  ///< limits::deletions at most
    /// Raw name of a folder that nobody but us uses, for servers without UID EXPUNGE; empty: none.
    std::string own_folder = "Mailsonde";
    /// For the mails found in own_folder: true for any mail of this instance. Without it nothing
    /// is moved there.
    header_check is_ours;
};

/// What became of a mail that was to be deleted.
enum class deletion : std::uint8_t {
    expunged,      ///< the server reported it as gone
    already_gone,  ///< there is no such UID any more
    not_ours,      ///< the header doesn't verify: nothing was changed
    flagged_only,  ///< marked \Seen \Deleted; this server allows no safe expunging
    refused,       ///< see the reason
};

struct deletion_outcome {
    std::uint32_t uid = 0;
    deletion what = deletion::refused;
    std::optional<failure> reason;  ///< of deletion::refused
};

[[nodiscard]] std::string_view to_text(deletion what);

}  // namespace mailsonde::wire::imap
