#include "shared/wire/mail/test_mail.hpp"

#include "shared/wire/mail/mail_errc.hpp"

#include <algorithm>
#include <string_view>

namespace mailsonde::wire::mail {
namespace {

constexpr std::size_t longest_mail = 4096;
constexpr std::size_t longest_field = 254;

constexpr std::string_view body =
    "\r\n"
    "This is a test mail of Mailsonde, a monitor that checks whether mail arrives.\r\n"
    "It was sent by a program on behalf of those who run this mail system.\r\n"
    "The monitor deletes it as soon as it has found it; nobody needs to read or\r\n"
    "answer it. If it is still here after a day, it may safely be deleted.\r\n";

bool is_printable_ascii(std::string_view field) {
    return !field.empty() && field.size() <= longest_field &&
           std::all_of(field.begin(), field.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

/// Angle brackets or blanks inside an address or id would end it early.
bool is_bracketable(std::string_view field) {
    return is_printable_ascii(field) && field.find_first_of("<>\" ,;()\\") == std::string_view::npos &&
           std::count(field.begin(), field.end(), '@') == 1;
}

bool is_word(std::string_view field) {
    return is_printable_ascii(field) && field.find(' ') == std::string_view::npos;
}

}  // namespace

result<std::string> compose(test_mail const& mail) {
    if (!is_bracketable(mail.from) || !is_bracketable(mail.to) || !is_bracketable(mail.message_id) ||
        !is_word(mail.instance) || !is_word(mail.token)) {
        return fail(mail_errc::malformed_field);
    }
    // Each longer field is folded onto a line of its own (RFC 5322 section 2.2.3).
    std::string out;
    out += "Date: " + to_rfc5322_date(mail.date) + "\r\n";
    out += "From: \"Mail probe\"\r\n <" + mail.from + ">\r\n";
    out += "To:\r\n <" + mail.to + ">\r\n";
    out += "Message-ID:\r\n <" + mail.message_id + ">\r\n";
    out += "Subject: [mailsonde]\r\n " + mail.instance + "\r\n " + mail.token + "\r\n";
    out += "MIME-Version: 1.0\r\n";
    out += "Content-Type: text/plain; charset=utf-8\r\n";
    out += "Content-Transfer-Encoding: 7bit\r\n";
    out += "X-Mailsonde-Instance: " + mail.instance + "\r\n";
    out += "X-Mailsonde-Token: " + mail.token + "\r\n";
    out += "X-Mailsonde-Sent: " + to_rfc3339(mail.date) + "\r\n";
    out += "Auto-Submitted: auto-generated\r\n";
    out += "X-Auto-Response-Suppress: OOF, AutoReply, RN, NRN\r\n";
    out += body;
    if (out.size() > longest_mail) {
        return fail(mail_errc::too_long, std::to_string(out.size()) + " octets");
    }
    return out;
}

}  // namespace mailsonde::wire::mail
