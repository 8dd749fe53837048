#include "tests/bench/responder/smtp_session.hpp"

#include "tests/bench/responder/imap_words.hpp"

#include <utility>

namespace mailsonde::bench {
namespace {

/// MAIL FROM:<a@b> SIZE=1
std::string address_in(std::string_view line) {
    auto const from = line.find('<') + 1;
    return std::string(line.substr(from, line.find('>', from) - from));
}

}  // namespace

std::string smtp_session::greeting() const {
    return "220 responder ESMTP\r\n";
}

std::string smtp_session::hear(std::string_view bytes) {
    lines_.add(bytes);
    std::string out;
    while (auto const line = lines_.next()) {
        out += in_data_ ? take(*line) : obey(*line);
    }
    return out;
}

std::string smtp_session::obey(std::string_view line) {
    auto const verb = upper(line.substr(0, 4));
    if (verb == "EHLO") {
        return "250-responder\r\n250-PIPELINING\r\n250-AUTH PLAIN\r\n250 SIZE 1000000\r\n";
    }
    if (verb == "AUTH") {
        return "235 2.7.0 in\r\n";
    }
    if (verb == "RCPT") {
        recipient_ = address_in(line);
    }
    if (verb == "DATA") {
        in_data_ = true;
        in_body_ = false;
        header_.clear();
        return "354 go ahead\r\n";
    }
    if (verb == "QUIT") {
        over_ = true;
        return "221 2.0.0 bye\r\n";
    }
    auto const known = verb == "MAIL" || verb == "RCPT" || verb == "RSET" || verb == "NOOP";
    return known ? "250 2.0.0 ok\r\n" : "500 5.5.2 unknown\r\n";
}

std::string smtp_session::take(std::string_view line) {
    if (line == ".") {
        in_data_ = false;
        taken_(recipient_, std::exchange(header_, {}));
        return "250 2.0.0 Ok: queued as R" + std::to_string(++taken_here_) + "\r\n";
    }
    if (line.starts_with('.')) {
        line.remove_prefix(1);
    }
    if (!in_body_) {
        header_ += std::string(line) + "\r\n";
        in_body_ = line.empty();
    }
    return {};
}

}  // namespace mailsonde::bench
