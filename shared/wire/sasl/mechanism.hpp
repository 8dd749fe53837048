#pragma once

#include "shared/core/credentials.hpp"
#include "shared/core/result.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// SASL client mechanisms (RFC 4422), as raw octets; the protocols add their own base64 framing.
namespace mailsonde::wire::sasl {

class mechanism {
public:
    mechanism() = default;
    mechanism(mechanism const&) = delete;
    mechanism& operator=(mechanism const&) = delete;
    virtual ~mechanism() = default;

    /// The registered name: "PLAIN", "SCRAM-SHA-256", …
    [[nodiscard]] virtual std::string_view name() const = 0;

    /// What the client says first, with the command or as the answer to the server's first, empty
    /// challenge (then don't call respond() for that one); nullopt where the server speaks first.
    [[nodiscard]] virtual std::optional<std::string> initial_response() = 0;

    /// The answer to a challenge (decoded). May be empty. Every mechanism answers a few challenges
    /// only, so a server can't keep a login going for ever.
    /// @errors sasl_errc
    [[nodiscard]] virtual result<std::string> respond(std::string_view challenge) = 0;

    /// Whether success may be believed: SCRAM wants the server's proof first.
    [[nodiscard]] virtual bool may_succeed() const { return true; }
};

/// The best mechanism for these credentials among those offered (names, any case): XOAUTH2 for an
/// access token; SCRAM-SHA-256, then PLAIN, then LOGIN for a password. User and password go out as
/// they are, without SASLprep (RFC 4013): what the configuration says is what the server compares.
/// @param encrypted  under TLS, or in clear to a host that the configuration trusts; otherwise only
///                   mechanisms that don't reveal the secret are taken
/// @errors sasl_errc::no_common_mechanism    with what the server offers
///         sasl_errc::malformed_credentials  empty, or with an octet below 0x20 or 0x7f, which
///         could
///                                           end a field of a mechanism early
[[nodiscard]] result<std::unique_ptr<mechanism>> choose(
    credentials const& login, std::vector<std::string> const& offered, bool encrypted
);

}  // namespace mailsonde::wire::sasl
