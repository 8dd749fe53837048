#pragma once

#include "shared/core/secret.hpp"
#include "shared/wire/sasl/mechanism.hpp"

#include <cstdint>
#include <string>

namespace mailsonde::wire::sasl {

/// SCRAM-SHA-256 without channel binding (RFC 5802, RFC 7677). The password never goes over the
/// wire, and the server has to prove that it knows it, too. 4,096 to 1,000,000 iterations are
/// accepted: fewer would make a recorded login cheap to crack, more would keep our CPU busy.
class scram_sha_256 final : public mechanism {
public:
    /// @param nonce  printable, without comma; fresh and random for every login
    scram_sha_256(std::string const& user, secret password, std::string nonce);

    [[nodiscard]] std::string_view name() const override { return "SCRAM-SHA-256"; }

    [[nodiscard]] std::optional<std::string> initial_response() override;
    [[nodiscard]] result<std::string> respond(std::string_view challenge) override;

    [[nodiscard]] bool may_succeed() const override { return step_ == step::proven; }

private:
    enum class step : std::uint8_t { first, final, proven };

    result<std::string> answer_first(std::string_view server_first);
    result<std::string> check_final(std::string_view server_final);

    std::string client_first_bare_;
    secret password_;
    std::string nonce_;
    std::string expected_signature_;
    step step_ = step::first;
};

}  // namespace mailsonde::wire::sasl
