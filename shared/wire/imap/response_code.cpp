#include "shared/wire/imap/response_code.hpp"

#include "shared/core/text.hpp"
#include "shared/wire/imap/value.hpp"
#include "shared/wire/imap/words.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace mailsonde::wire::imap {
namespace {

constexpr std::array<std::pair<std::string_view, condition>, 5> conditions{{
    {"OK", condition::ok},
    {"NO", condition::no},
    {"BAD", condition::bad},
    {"PREAUTH", condition::preauth},
    {"BYE", condition::bye},
}};

constexpr std::array<std::pair<std::string_view, code>, 20> codes{{
    {"ALERT", code::alert},
    {"AUTHENTICATIONFAILED", code::authentication_failed},
    {"AUTHORIZATIONFAILED", code::authorization_failed},
    {"CAPABILITY", code::capability},
    {"CLOSED", code::closed},
    {"EXPIRED", code::expired},
    {"INUSE", code::in_use},
    {"LIMIT", code::limit},
    {"MESSAGELIMIT", code::message_limit},
    {"NONEXISTENT", code::nonexistent},
    {"PERMANENTFLAGS", code::permanent_flags},
    {"PRIVACYREQUIRED", code::privacy_required},
    {"READ-ONLY", code::read_only},
    {"READ-WRITE", code::read_write},
    {"SERVERBUG", code::server_bug},
    {"TRYCREATE", code::try_create},
    {"UIDNEXT", code::uid_next},
    {"UIDVALIDITY", code::uid_validity},
    {"UNAVAILABLE", code::unavailable},
    {"WEBALERT", code::web_alert},
}};

/// The bracket that ends the code: the first one outside a flag list, whose keywords may hold any
/// octet on lax servers; else the first one at all.
std::size_t end_of_code(std::string_view text) {
    auto depth = 0;
    for (std::size_t i = 1; i < text.size(); ++i) {
        depth += text[i] == '(' ? 1 : 0;
        depth -= text[i] == ')' ? 1 : 0;
        if (text[i] == ']' && depth <= 0) {
            return i;
        }
    }
    return text.find(']');
}

}  // namespace

std::optional<condition> to_condition(std::string_view word) {
    for (auto const& [name, status] : conditions) {
        if (equals_ignoring_case(word, name)) {
            return status;
        }
    }
    return std::nullopt;
}

std::string_view to_text(condition status) {
    return conditions.at(static_cast<std::size_t>(status)).first;
}

std::optional<std::uint32_t> response_code::number() const {
    return to_number(trimmed(arguments));
}

response_code take_response_code(std::string_view& text) {
    auto const end = text.starts_with('[') ? end_of_code(text) : std::string_view::npos;
    if (end == std::string_view::npos) {
        return {};
    }
    auto inside = text.substr(1, end - 1);
    response_code taken{code::other, to_upper(take_word(inside)), std::string(inside)};
    auto const* const known = std::find_if(codes.begin(), codes.end(), [&](auto const& entry) {
        return entry.first == taken.name;
    });
    if (known != codes.end()) {
        taken.kind = known->second;
    }
    text.remove_prefix(end + 1);
    text = trimmed(text);
    return taken;
}

}  // namespace mailsonde::wire::imap
