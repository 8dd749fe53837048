#include "shared/core/text.hpp"
#include "shared/wire/smtp/reply.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

namespace mailsonde::wire::smtp {
namespace {

constexpr std::size_t longest_queue_id = 64;

bool is_id_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.' || c == '@';
}

std::string id_at(std::string_view text) {
    auto const* const end = std::find_if_not(text.begin(), text.end(), is_id_character);
    auto id = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    while (id.ends_with('.')) {
        id.remove_suffix(1);
    }
    return std::string(id.substr(0, longest_queue_id));
}

/// Where only the place tells an id from a word, it must hold a digit, as every such id does.
std::string digits_in(std::string id) {
    return id.find_first_of("0123456789") != std::string::npos ? std::move(id) : std::string();
}

std::string_view last_word(std::string_view text) {
    return text.substr(text.rfind(' ') + 1);
}

/// Forms in which a fixed text stands before the id.
std::string id_behind_marker(std::string_view line, std::string_view lower) {
    constexpr std::array<std::string_view, 6> markers{
        "queued as ",        // Postfix "Ok: queued as X", also behind a content filter
        "id=",               // Exim "OK id=X"
        "internalid=",       // Exchange "<id> [InternalId=X, Hostname=Y] Queued mail for delivery"
        "queued with id ",   // Stalwart "Message queued with id X."
        "message queued (",  // Haraka "Message Queued (X)"
        " qp ",              // qmail "ok 1732413000 qp X"
    };
    for (auto const marker : markers) {
        auto const at = lower.find(marker);
        // "id=" must not match the end of another word.
        auto const whole_word = at != std::string_view::npos && (at == 0 || marker.front() == ' ' ||
                                                                 !is_id_character(lower[at - 1]));
        if (whole_word) {
            if (auto id = id_at(line.substr(at + marker.size())); !id.empty()) {
                return id;
            }
        }
    }
    return {};
}

/// Forms in which a fixed text follows the id.
std::string id_before_marker(std::string_view line, std::string_view lower) {
    constexpr std::array<std::string_view, 4> markers{
        " message accepted",  // Sendmail, OpenSMTPD, Proofpoint "X Message accepted for delivery"
        " - gsmtp",           // Gmail "OK  1732413000 X - gsmtp"
        " accepted",          // Cisco ESA "ok:  Message X accepted"
        " received ok",       // Mimecast "X Received OK"
    };
    for (auto const marker : markers) {
        auto const at = lower.find(marker);
        if (at != std::string_view::npos) {
            if (auto id = digits_in(id_at(last_word(line.substr(0, at)))); !id.empty()) {
                return id;
            }
        }
    }
    return {};
}

/// Amazon SES says "Ok X" and no more.
std::string id_alone(std::string_view line, std::string_view lower) {
    constexpr std::size_t shortest = 16;
    if (!lower.starts_with("ok ")) {
        return {};
    }
    auto const word = trimmed(line.substr(3));
    auto const whole = std::all_of(word.begin(), word.end(), is_id_character);
    return whole && word.size() >= shortest ? digits_in(id_at(word)) : std::string();
}

}  // namespace

std::string queue_id_of(reply const& accepted) {
    for (auto const& line : accepted.lines) {
        auto const lower = to_lower(line);
        for (auto const form : {id_behind_marker, id_before_marker, id_alone}) {
            if (auto id = form(line, lower); !id.empty()) {
                return id;
            }
        }
    }
    return {};
}

}  // namespace mailsonde::wire::smtp
