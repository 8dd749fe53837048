#pragma once

#include <string>
#include <vector>

namespace mailsonde::wire::smtp {

/// "The service closes the connection", as an answer to anything (RFC 5321 section 3.8).
constexpr int closing_code = 421;

/// One reply, single- or multi-line (RFC 5321 section 4.2).
struct reply {
    int code = 0;          ///< 200–599
    std::string enhanced;  ///< "5.1.1" (RFC 3463), "" if none or if its class contradicts `code`
    std::vector<std::string> lines;  ///< text of each line, without code and enhanced code, raw

    [[nodiscard]] bool is_positive() const { return code >= 200 && code < 300; }

    [[nodiscard]] bool is_intermediate() const { return code >= 300 && code < 400; }

    [[nodiscard]] bool is_temporary() const { return code >= 400 && code < 500; }

    [[nodiscard]] bool is_permanent() const { return code >= 500; }

    /// All lines in one, sanitised: fit for logs, events and people.
    [[nodiscard]] std::string text() const;
    /// "550 5.1.1 no such user"; sanitised.
    [[nodiscard]] std::string summary() const;
};

/// What the server calls the mail in its 250 after the data, so that an administrator can grep its
/// log for it: best effort, by the forms of Postfix, Exim, Exchange, Sendmail, OpenSMTPD, Gmail,
/// qmail, Stalwart, Haraka, Cisco ESA, Mimecast and Amazon SES. "" if none is recognised; at most
/// 64 characters of [A-Za-z0-9._@-].
[[nodiscard]] std::string queue_id_of(reply const& accepted);

}  // namespace mailsonde::wire::smtp
