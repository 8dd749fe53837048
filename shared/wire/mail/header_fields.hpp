#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mailsonde::wire::mail {

struct header_field {
    std::string name;   ///< as written, printable ASCII
    std::string value;  ///< unfolded, without outer blanks; still raw octets of a stranger
};

/// A header block (RFC 5322 section 2.2) split into fields, in their order.
class header_fields {
public:
    /// Takes any octets. Tolerates lone LF and blanks before the colon, skips lines that are no field,
    /// stops at the empty line, and reads no more than 256 KiB and 2,000 fields. A fold becomes one
    /// space.
    [[nodiscard]] static header_fields parse(std::string_view block);

    [[nodiscard]] std::vector<header_field> const& all() const { return fields_; }
    /// The values of all fields of that name, in any case. Valid as long as this object is.
    [[nodiscard]] std::vector<std::string_view> find_all(std::string_view name) const;
    /// The first of find_all(), "" if there is none.
    [[nodiscard]] std::string_view first(std::string_view name) const;
    /// True if the block went on behind a limit.
    [[nodiscard]] bool truncated() const { return truncated_; }

private:
    std::vector<header_field> fields_;
    bool truncated_ = false;
};

/// What the header of a mail says about being our test mail. Tokens are not verified here.
struct test_mail_evidence {
    std::vector<std::string> token_fields;  ///< values of X-Mailsonde-Token
    std::string message_id;                 ///< of the first Message-ID, "" if none
    std::string subject;                    ///< of the first Subject, "" if none
    /// Resent-*, In-Reply-To or References: somebody's mail about a mail. It may hold our token and
    /// isn't ours.
    bool has_resent_or_references = false;
};

[[nodiscard]] test_mail_evidence find_evidence(header_fields const& header);

}  // namespace mailsonde::wire::mail
