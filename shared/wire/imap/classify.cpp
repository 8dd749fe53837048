#include "shared/wire/imap/classify.hpp"

#include "shared/core/text.hpp"
#include "shared/wire/imap/value.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace mailsonde::wire::imap {
namespace {

/// Lower case. The first is what Exchange says for throttling and for missing rights alike.
constexpr std::array<std::string_view, 8> texts_of_limits{
    "user is authenticated but not connected",
    "request is throttled",
    "too many simultaneous connections",
    "too many connections",
    "too many open connections",
    "maximum number of connections",
    "exceeded command or bandwidth limits",
    "too many login attempts",
};

/// Dovecot and Cyrus send no [NONEXISTENT].
constexpr std::array<std::string_view, 3> texts_of_missing_folders{
    "mailbox doesn't exist",
    "mailbox does not exist",
    "no such mailbox",
};

template <class Texts>
bool holds_one_of(std::string const& lower, Texts const& texts) {
    return std::any_of(texts.begin(), texts.end(), [&](std::string_view one) {
        return lower.find(one) != std::string::npos;
    });
}

imap_errc by_text(std::string_view text, imap_errc otherwise) {
    auto const lower = to_lower(text);
    if (holds_one_of(lower, texts_of_limits)) {
        return imap_errc::limited;
    }
    return holds_one_of(lower, texts_of_missing_folders) ? imap_errc::no_such_folder : otherwise;
}

std::string shown(condition status, response_code const& given, std::string_view text) {
    std::string out(to_text(status));
    if (!given.name.empty()) {
        auto const arguments = given.arguments.empty() ? "" : " " + given.arguments;
        out += " [" + given.name + arguments + "]";
    }
    out += text.empty() ? "" : " " + std::string(text);
    return sanitised(out);
}

}  // namespace

imap_errc classify(response_code const& given, std::string_view text, imap_errc otherwise) {
    using enum code;
    switch (given.kind) {
        case authentication_failed:
        case expired:
            return by_text(text, imap_errc::authentication_failed);
        case authorization_failed:
            return imap_errc::authorization_failed;
        case in_use:
        case limit:
        case message_limit:
            return imap_errc::limited;
        case nonexistent:
        case try_create:
            return imap_errc::no_such_folder;
        case privacy_required:
            return imap_errc::login_disabled;
        case server_bug:
        case unavailable:
            return imap_errc::unavailable;
        case web_alert:
            return imap_errc::web_login_required;
        case none:
        case alert:
        case capability:
        case closed:
        case permanent_flags:
        case read_only:
        case read_write:
        case uid_next:
        case uid_validity:
        case other:
            break;
    }
    return by_text(text, otherwise);
}

failure refusal(tagged const& completion, imap_errc otherwise) {
    return fail(
        classify(completion.code, completion.text, otherwise),
        shown(completion.status, completion.code, completion.text)
    );
}

failure refusal(untagged const& status, imap_errc otherwise) {
    return fail(
        classify(status.code, status.text, otherwise),
        shown(status.status.value_or(condition::bye), status.code, status.text)
    );
}

std::optional<milliseconds> suggested_backoff(std::string_view text) {
    constexpr std::string_view label = "suggested backoff time:";
    constexpr std::uint32_t longest = 24 * 60 * 60 * 1000;
    auto const lower = to_lower(text);
    auto const at = lower.find(label);
    if (at == std::string::npos) {
        return std::nullopt;
    }
    auto const rest = trimmed(std::string_view(lower).substr(at + label.size()));
    auto const digits = rest.substr(0, rest.find_first_not_of("0123456789"));
    auto const number = to_number(digits);
    if (!number || !trimmed(rest.substr(digits.size())).starts_with("millisecond")) {
        return std::nullopt;
    }
    return milliseconds(std::min(*number, longest));
}

}  // namespace mailsonde::wire::imap
