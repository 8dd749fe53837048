#include "shared/core/crypto.hpp"
#include "shared/core/encoding.hpp"
#include "shared/wire/sasl/mechanism.hpp"
#include "shared/wire/sasl/scram.hpp"
#include "tests/fuzz/invariant.hpp"
#include "tests/fuzz/secrets.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

// What servers say during a login. The first line of an input is what they offer, the others are
// challenges. SCRAM believes no server that can't prove that it knows the password; no mechanism
// answers for ever.
namespace mailsonde::fuzz {
namespace {

using namespace wire::sasl;

// RFC 7677 section 3.
std::string const nonce = "rOprNGfwEbeRWWbNEkqO";

std::vector<std::string> words_of(std::string_view line) {
    std::vector<std::string> words;
    while (!line.empty()) {
        words.emplace_back(line.substr(0, line.find(' ')));
        line.remove_prefix(std::min(words.back().size() + 1, line.size()));
    }
    return words;
}

/// PBKDF2 would take a second for each of these.
bool is_slow(std::string_view challenge) {
    auto const at = challenge.find(",i=");
    auto const digits = challenge.substr(at == std::string_view::npos ? challenge.size() : at + 3);
    return std::min(digits.find_first_not_of("0123456789"), digits.size()) > 4;
}

/// The signature that a server which knows the password would send (RFC 5802 section 3).
std::string proof_for(std::string_view server_first) {
    auto const attribute = [&](std::string_view name) {
        auto const at = server_first.find(name) + name.size();
        return server_first.substr(at, server_first.find(',', at) - at);
    };
    auto const salt = from_base64(attribute(",s=")).value_or("");
    auto const salted = pbkdf2_sha256("pencil", salt, std::stoi(std::string(attribute(",i="))));
    auto const signed_text = "n=user,r=" + nonce + "," + std::string(server_first) + ",c=biws,r=" +
                             std::string(server_first.substr(2, server_first.find(',') - 2));
    return hmac_sha256(hmac_sha256(salted, "Server Key"), signed_text);
}

void check_scram(std::vector<std::string_view> const& challenges) {
    scram_sha_256 login("user", secret("pencil"), nonce);
    std::string answers = login.initial_response().value_or("");
    for (std::size_t i = 0; i < challenges.size() && i < 4; ++i) {
        auto const answer = login.respond(challenges[i]);
        answers += answer ? *answer : std::string();
        require(answer || is_presentable(answer.error().detail), "details are sanitised");
        if (login.may_succeed()) {
            require(i == 1, "two challenges prove the server");
            auto const proof = "v=" + to_base64(proof_for(challenges[0]));
            require(challenges[1].substr(0, challenges[1].find(',')) == proof, "proven is proven");
            break;
        }
        if (!answer) {
            break;
        }
    }
    auto const told = std::any_of(challenges.begin(), challenges.end(), [](auto challenge) {
        return challenge.find("pencil") != std::string_view::npos;
    });
    require(told || answers.find("pencil") == std::string::npos, "SCRAM sends no password");
    require(answers.find('\n') == std::string::npos, "answers are one line");
}

void check_choice(
    std::vector<std::string> const& offered, std::vector<std::string_view> const& challenges
) {
    for (auto const with_token : {false, true}) {
        require(
            !choose(login_with(with_token), offered, false) || !with_token, "no token in clear"
        );
        auto const chosen = choose(login_with(with_token), offered, true);
        if (!chosen) {
            require(is_presentable(chosen.error().detail), "details are sanitised");
            continue;
        }
        auto const& mechanism = *chosen;
        (void)mechanism->initial_response();
        std::size_t answered = 0;
        for (auto const challenge : challenges) {
            answered += mechanism->respond(challenge) ? 1 : 0;
        }
        require(answered <= 2, "a login comes to an end");
    }
    auto const in_clear = choose(login_with(false), offered, false);
    require(!in_clear || (*in_clear)->name() == "SCRAM-SHA-256", "in clear only SCRAM");
}

}  // namespace
}  // namespace mailsonde::fuzz

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace mailsonde::fuzz;
    auto rest = as_text(data, size);
    auto const offered = words_of(take_line(rest));
    std::vector<std::string_view> challenges;
    while (!rest.empty() && challenges.size() < 16) {
        challenges.push_back(take_line(rest));
        if (is_slow(challenges.back())) {
            return -1;
        }
    }
    check_choice(offered, challenges);
    check_scram(challenges);
    return 0;
}
