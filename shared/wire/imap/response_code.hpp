#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mailsonde::wire::imap {

/// The status of a response (RFC 9051 section 7.1).
enum class condition : std::uint8_t { ok, no, bad, preauth, bye };

/// nullopt unless `word` is one of the five, in whatever case.
[[nodiscard]] std::optional<condition> to_condition(std::string_view word);
[[nodiscard]] std::string_view to_text(condition status);

/// The response codes that decide something here (RFC 9051 section 7.1, RFC 5530, RFC 9738; Gmail's
/// WEBALERT).
enum class code : std::uint8_t {
    none,
    alert,
    authentication_failed,
    authorization_failed,
    capability,
    closed,
    expired,
    in_use,
    limit,
    message_limit,
    nonexistent,
    permanent_flags,
    privacy_required,
    read_only,
    read_write,
    server_bug,
    try_create,
    uid_next,
    uid_validity,
    unavailable,
    web_alert,
    other,  ///< see response_code::name
};

/// "[UIDNEXT 44]" and the like.
struct response_code {
    code kind = code::none;
    std::string name;       ///< upper case; empty for code::none
    std::string arguments;  ///< what stands behind the name, as received

    [[nodiscard]] std::optional<std::uint32_t> number() const;
};

/// Splits the text of a status response into code and text for people.
/// @param text  what follows OK, NO, ...; afterwards what follows the code
[[nodiscard]] response_code take_response_code(std::string_view& text);

}  // namespace mailsonde::wire::imap
