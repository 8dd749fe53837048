#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mailsonde::wire::mail {

struct header_field {
    std::string name;   ///< as written
    std::string value;  ///< unfolded, without outer blanks; still raw octets of a stranger
};

/// Splits a header block (RFC 5322 section 2.2) into fields. Tolerates lone LF and skips lines that
/// are no field; stops at the empty line, after 2,000 fields, and after 256 KiB.
[[nodiscard]] std::vector<header_field> parse_header(std::string_view block);

/// What the header of a mail says about being our test mail. Tokens are not verified here.
struct token_evidence {
    std::vector<std::string> token_fields;  ///< values of X-Mailsonde-Token
    std::string message_id;
    std::string subject;
    /// Somebody's mail about a mail: a reply, a redirect. It may hold our token and isn't ours.
    bool derived = false;
};

[[nodiscard]] token_evidence find_evidence(std::string_view header_block);

}  // namespace mailsonde::wire::mail
