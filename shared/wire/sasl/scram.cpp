#include "shared/wire/sasl/scram.hpp"

#include "shared/core/crypto.hpp"
#include "shared/core/encoding.hpp"
#include "shared/core/text.hpp"
#include "shared/wire/sasl/sasl_errc.hpp"

#include <charconv>
#include <optional>
#include <system_error>
#include <utility>

namespace mailsonde::wire::sasl {
namespace {

constexpr std::string_view gs2_header = "n,,";  // no channel binding, no authorization identity
// Fewer iterations than RFC 7677 demands would make stolen exchanges cheap to crack; more than this
// would let a server keep our CPU busy.
constexpr int fewest_iterations = 4096;
constexpr int most_iterations = 1'000'000;

/// '=' and ',' are what the attribute syntax is made of (RFC 5802 section 5.1).
std::string escaped(std::string_view name) {
    std::string out;
    for (auto const c : name) {
        if (c == '=') {
            out += "=3D";
        } else if (c == ',') {
            out += "=2C";
        } else {
            out += c;
        }
    }
    return out;
}

/// Takes "<letter>=<value>" up to the next comma off the front; nullopt if it isn't there.
std::optional<std::string_view> take_attribute(std::string_view& rest, char letter) {
    if (rest.size() < 2 || rest[0] != letter || rest[1] != '=') {
        return std::nullopt;
    }
    auto const end = rest.find(',');
    auto const value = rest.substr(2, end == std::string_view::npos ? end : end - 2);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return value;
}

/// The iteration count, or 0 if it isn't a number within our limits.
int iterations_in(std::string_view text) {
    int count = 0;
    auto const* const end = text.data() + text.size();
    auto const [stop, error] = std::from_chars(text.data(), end, count);
    auto const whole = error == std::errc() && stop == end;
    return whole && count >= fewest_iterations && count <= most_iterations ? count : 0;
}

std::string exclusive_or(std::string a, std::string_view b) {
    for (std::size_t i = 0; i < a.size(); ++i) {
        a[i] = static_cast<char>(a[i] ^ b[i]);
    }
    return a;
}

}  // namespace

scram_sha_256::scram_sha_256(std::string const& user, secret password, std::string nonce)
    : client_first_bare_("n=" + escaped(user) + ",r=" + nonce),
      password_(std::move(password)),
      nonce_(std::move(nonce)) {}

std::optional<std::string> scram_sha_256::initial_response() {
    return std::string(gs2_header) + client_first_bare_;
}

result<std::string> scram_sha_256::respond(std::string_view challenge) {
    switch (step_) {
        case step::first:
            return answer_first(challenge);
        case step::final:
            return check_final(challenge);
        case step::proven:
            break;
    }
    return fail(sasl_errc::unexpected_challenge);
}

result<std::string> scram_sha_256::answer_first(std::string_view server_first) {
    auto rest = server_first;
    auto const nonce = take_attribute(rest, 'r');
    auto const salt_text = take_attribute(rest, 's');
    auto const count_text = take_attribute(rest, 'i');
    auto const salt = salt_text ? from_base64(*salt_text) : std::nullopt;
    auto const iterations = count_text ? iterations_in(*count_text) : 0;
    // A nonce that doesn't go on from ours belongs to somebody else's exchange.
    if (!nonce || !nonce->starts_with(nonce_) || nonce->size() == nonce_.size() || !salt ||
        salt->empty() || iterations == 0) {
        return fail(sasl_errc::malformed_challenge, "SCRAM server-first-message");
    }
    auto const salted = pbkdf2_sha256(password_.reveal(), *salt, iterations);
    auto const client_key = hmac_sha256(salted, "Client Key");
    auto const without_proof = "c=" + to_base64(gs2_header) + ",r=" + std::string(*nonce);
    auto const signed_text =
        client_first_bare_ + "," + std::string(server_first) + "," + without_proof;
    auto const proof = exclusive_or(client_key, hmac_sha256(sha256(client_key), signed_text));
    expected_signature_ = hmac_sha256(hmac_sha256(salted, "Server Key"), signed_text);
    step_ = step::final;
    return without_proof + ",p=" + to_base64(proof);
}

result<std::string> scram_sha_256::check_final(std::string_view server_final) {
    auto rest = server_final;
    if (auto const reason = take_attribute(rest, 'e')) {
        return fail(sasl_errc::refused, sanitised(*reason, 100));
    }
    auto const signature = take_attribute(rest, 'v');
    auto const octets = signature ? from_base64(*signature) : std::nullopt;
    if (!octets || !equal_in_constant_time(*octets, expected_signature_)) {
        return fail(sasl_errc::server_not_proven);
    }
    step_ = step::proven;
    return std::string();
}

}  // namespace mailsonde::wire::sasl
