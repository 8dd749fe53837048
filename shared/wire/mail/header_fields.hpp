#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mailsonde::wire::mail {

struct header_field {
    std::string name;   ///< as written, printable ASCII
    std::string value;  ///< unfolded, without outer blanks; still raw octets of a stranger
};

/// Splits a header block (RFC 5322 section 2.2) into fields, in their order. Takes any octets:
/// tolerates lone LF and blanks before the colon, skips lines that are no field, makes a fold one
/// space; stops at the empty line, after 2,000 fields, and after 256 KiB.
[[nodiscard]] std::vector<header_field> parse_header(std::string_view block);

/// The values of all fields of that name, in any case. Valid as long as `fields` is.
[[nodiscard]] std::vector<std::string_view> find_all(
    std::vector<header_field> const& fields, std::string_view name
);

/// What the header of a mail says about being our test mail. Tokens are not verified here.
struct token_evidence {
    std::vector<std::string> token_fields;  ///< values of X-Mailsonde-Token
    std::string message_id;                 ///< of the first Message-ID, "" if none
    std::string subject;                    ///< of the first Subject, "" if none
    /// Resent-*, In-Reply-To or References: somebody's mail about a mail. It may hold our token and
    /// isn't ours.
    bool derived = false;
};

[[nodiscard]] token_evidence find_evidence(std::string_view header_block);

}  // namespace mailsonde::wire::mail
