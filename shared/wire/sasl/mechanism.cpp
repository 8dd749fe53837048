#include "shared/wire/sasl/mechanism.hpp"

#include "shared/core/crypto.hpp"
#include "shared/core/encoding.hpp"
#include "shared/core/text.hpp"
#include "shared/wire/sasl/sasl_errc.hpp"
#include "shared/wire/sasl/scram.hpp"

#include <algorithm>
#include <utility>

namespace mailsonde::wire::sasl {
namespace {

constexpr std::size_t nonce_octets = 18;

/// RFC 4616: authorization identity (empty), NUL, user, NUL, password.
class plain final : public mechanism {
public:
    plain(std::string user, secret password)
        : user_(std::move(user)), password_(std::move(password)) {}

    [[nodiscard]] std::string_view name() const override { return "PLAIN"; }

    [[nodiscard]] std::optional<std::string> initial_response() override {
        return std::string(1, '\0') + user_ + std::string(1, '\0') +
               std::string(password_.reveal());
    }

    [[nodiscard]] result<std::string> respond(std::string_view /*challenge*/) override {
        return fail(sasl_errc::unexpected_challenge);
    }

private:
    std::string user_;
    secret password_;
};

/// The old two-step mechanism (draft-murchison-sasl-login): whatever the prompts say, first the
/// user is asked for, then the password.
class login final : public mechanism {
public:
    login(std::string user, secret password)
        : user_(std::move(user)), password_(std::move(password)) {}

    [[nodiscard]] std::string_view name() const override { return "LOGIN"; }

    [[nodiscard]] std::optional<std::string> initial_response() override { return std::nullopt; }

    [[nodiscard]] result<std::string> respond(std::string_view /*challenge*/) override {
        switch (asked_++) {
            case 0:
                return user_;
            case 1:
                return std::string(password_.reveal());
            default:
                return fail(sasl_errc::unexpected_challenge);
        }
    }

private:
    std::string user_;
    secret password_;
    int asked_ = 0;
};

/// Google's and Microsoft's bearer token mechanism. A challenge means refusal: it holds the reasons
/// as JSON, and the server sends its final answer after an empty line.
class xoauth2 final : public mechanism {
public:
    xoauth2(std::string user, secret token) : user_(std::move(user)), token_(std::move(token)) {}

    [[nodiscard]] std::string_view name() const override { return "XOAUTH2"; }

    [[nodiscard]] std::optional<std::string> initial_response() override {
        return "user=" + user_ + "\x01" + "auth=Bearer " + std::string(token_.reveal()) +
               "\x01\x01";
    }

    [[nodiscard]] result<std::string> respond(std::string_view /*challenge*/) override {
        if (std::exchange(challenged_, true)) {
            return fail(sasl_errc::unexpected_challenge);
        }
        return std::string();
    }

    [[nodiscard]] bool may_succeed() const override { return !challenged_; }

private:
    std::string user_;
    secret token_;
    bool challenged_ = false;
};

/// Neither NUL (PLAIN) nor 0x01 (XOAUTH2) nor a line end may be smuggled in.
bool is_usable(credentials const& who) {
    auto const usable = [](std::string_view text) {
        return !text.empty() && !has_control_characters(text);
    };
    return usable(who.user) && (!who.password || usable(who.password->reveal())) &&
           (!who.access_token || usable(who.access_token->reveal()));
}

bool offers(std::vector<std::string> const& offered, std::string_view name) {
    return std::any_of(offered.begin(), offered.end(), [&](std::string const& one) {
        return equals_ignoring_case(one, name);
    });
}

std::string listed(std::vector<std::string> const& offered) {
    std::string out = "the server offers";
    for (auto const& name : offered) {
        out += " " + name;
    }
    return sanitised(offered.empty() ? out + " none" : out, 200);
}

}  // namespace

result<std::unique_ptr<mechanism>> choose(
    credentials const& who, std::vector<std::string> const& offered, bool encrypted
) {
    if (!is_usable(who)) {
        return fail(sasl_errc::malformed_credentials);
    }
    if (who.access_token && encrypted && offers(offered, "XOAUTH2")) {
        return std::unique_ptr<mechanism>(std::make_unique<xoauth2>(who.user, *who.access_token));
    }
    if (who.password && offers(offered, "SCRAM-SHA-256")) {
        return std::unique_ptr<mechanism>(std::make_unique<scram_sha_256>(
            who.user, *who.password, to_base64(random_octets(nonce_octets))
        ));
    }
    if (who.password && encrypted && offers(offered, "PLAIN")) {
        return std::unique_ptr<mechanism>(std::make_unique<plain>(who.user, *who.password));
    }
    if (who.password && encrypted && offers(offered, "LOGIN")) {
        return std::unique_ptr<mechanism>(std::make_unique<login>(who.user, *who.password));
    }
    return fail(
        sasl_errc::no_common_mechanism,
        listed(offered) + (encrypted ? "" : "; without TLS only SCRAM is safe")
    );
}

}  // namespace mailsonde::wire::sasl
