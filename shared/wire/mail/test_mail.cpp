#include "shared/wire/mail/test_mail.hpp"

#include "shared/wire/mail/address.hpp"
#include "shared/wire/mail/mail_errc.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace mailsonde::wire::mail {
namespace {

constexpr std::size_t longest_mail = 4096;
constexpr std::size_t longest_word = 64;
constexpr std::size_t longest_contact = 200;
constexpr std::size_t header_width = 78;  // RFC 5322 section 2.1.1, without CRLF

constexpr std::string_view body =
    "This is a test mail of Mailsonde, a monitor that checks whether mail arrives.\r\n"
    "It was sent by a program on behalf of those who run this mail system.\r\n"
    "The monitor deletes it as soon as it has found it; nobody needs to read or\r\n"
    "answer it. If it is still here after a day, it may safely be deleted.\r\n";

bool is_printable(std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

bool is_word(std::string_view text) {
    return is_printable(text) && text.size() <= longest_word &&
           text.find(' ') == std::string_view::npos;
}

/// What may stand left of the '@' in a Message-ID without quoting (RFC 5322 section 3.6.4).
bool is_token(std::string_view text) {
    return is_word(text) && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '.' || c == '_' || c == '-';
           });
}

/// Which field can't be used; "" if all can.
std::string_view unfit_field(test_mail const& mail) {
    if (!is_safe_address(mail.from)) {
        return "from";
    }
    if (!is_safe_address(mail.to)) {
        return "to";
    }
    if (!is_word(mail.instance)) {
        return "instance";
    }
    if (!is_token(mail.token)) {
        return "token";
    }
    if (!is_safe_address(mail.message_id)) {
        return "message_id";
    }
    auto const fit =
        !mail.contact || (is_printable(*mail.contact) && mail.contact->size() <= longest_contact);
    return fit ? "" : "contact";
}

/// One header field, folded before a word that would make its line too long (section 2.2.3).
std::string field(std::string_view name, std::string_view value) {
    auto line = std::string(name) + ":";
    std::string out;
    while (!value.empty()) {
        auto const end = std::min(value.find(' '), value.size());
        if (line.size() + 1 + end > header_width) {
            out += line + "\r\n";
            line.clear();
        }
        line += ' ';
        line += value.substr(0, end);
        value.remove_prefix(std::min(end + 1, value.size()));
    }
    return out + line + "\r\n";
}

}  // namespace

result<std::string> compose(test_mail const& mail) {
    if (auto const unfit = unfit_field(mail); !unfit.empty()) {
        return fail(mail_errc::malformed_field, std::string(unfit));
    }
    std::string out;
    out += field("Date", to_rfc5322_date(mail.date));
    out += field("From", "\"Mail probe\" <" + mail.from + ">");
    out += field("To", "<" + mail.to + ">");
    out += field("Message-ID", "<" + mail.message_id + ">");
    out += field("Subject", "[mailsonde] " + mail.instance + " " + mail.token);
    out += field("MIME-Version", "1.0");
    out += field("Content-Type", "text/plain; charset=utf-8");
    out += field("Content-Transfer-Encoding", "7bit");
    out += field("X-Mailsonde-Instance", mail.instance);
    out += field("X-Mailsonde-Token", mail.token);
    out += field("X-Mailsonde-Sent", to_rfc3339(mail.date));
    out += field("Auto-Submitted", "auto-generated");
    // Not "All": on Exchange that would suppress the bounces, too.
    out += field("X-Auto-Response-Suppress", "OOF, AutoReply, RN, NRN");
    out += "\r\n";
    out += body;
    if (mail.contact) {
        out += "Questions are answered by: " + *mail.contact + "\r\n";
    }
    if (out.size() > longest_mail) {
        return fail(mail_errc::too_long, std::to_string(out.size()) + " octets");
    }
    return out;
}

}  // namespace mailsonde::wire::mail
