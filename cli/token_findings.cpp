#include "cli/token_findings.hpp"

#include "shared/wire/mail/header_fields.hpp"

#include <algorithm>
#include <cstddef>

namespace mailsonde::cli {
namespace {

constexpr std::string_view token_field = "X-Mailsonde-Token";
constexpr std::size_t most_in_text = 1000;  // each is tried for each mailbox

std::optional<token_proof> proof_of(model::token const& candidate, config::config const& of) {
    for (auto const& [name, mailbox] : of.mailboxes) {
        model::token_binding const binding{of.instance, name, mailbox.address};
        if (auto key = model::verify(of.signing, binding, candidate)) {
            return token_proof{*std::move(key), name, mailbox.address};
        }
    }
    return std::nullopt;
}

/// Collects tokens; the same one at several places is one finding.
void add_tokens(std::string_view text, std::string_view place, std::vector<token_finding>& to) {
    for (auto const& token : model::token::find_all(text)) {
        auto known =
            std::ranges::find_if(to, [&](token_finding const& one) { return one.token == token; });
        if (known == to.end()) {
            known = to.insert(to.end(), {token, {}, {}});
        }
        if (known->places.empty() || known->places.back() != place) {
            known->places.emplace_back(place);
        }
    }
}

std::vector<token_finding> tokens_of_fields(wire::mail::token_evidence const& evidence) {
    std::vector<token_finding> found;
    for (auto const& value : evidence.token_fields) {
        add_tokens(value, token_field, found);
    }
    add_tokens(evidence.message_id, "Message-ID", found);
    add_tokens(evidence.subject, "Subject", found);
    return found;
}

/// Line by line, because find_all gives only a few of one text and a list may be long.
std::vector<token_finding> tokens_of_lines(std::string_view text) {
    std::vector<token_finding> found;
    while (!text.empty() && found.size() < most_in_text) {
        auto const end = std::min(text.find('\n'), text.size());
        add_tokens(text.substr(0, end), "text", found);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return found;
}

/// The checker's rule (checker-service/token_check.hpp), as a sentence about what is missing.
std::string why_not_ours(std::vector<token_finding> const& tokens, bool derived) {
    auto const verifies = [](token_finding const& one) { return one.proof.has_value(); };
    auto const repeated = [](token_finding const& one) {
        return one.proof && one.places.size() > 1;
    };
    if (std::ranges::none_of(tokens, verifies)) {
        return "no token verifies";
    }
    if (std::ranges::none_of(tokens, repeated)) {
        return "the token stands in one place only";
    }
    return derived ? "it answers or forwards another mail (In-Reply-To, References or Resent-*)"
                   : "";
}

}  // namespace

token_findings find_tokens(std::string_view text, config::config const& of) {
    auto const evidence = wire::mail::find_evidence(text);
    token_findings out;
    out.tokens = tokens_of_fields(evidence);
    if (out.tokens.empty()) {
        out.tokens = tokens_of_lines(text);
    }
    for (auto& one : out.tokens) {
        one.proof = proof_of(one.token, of);
    }
    out.why_not_ours = why_not_ours(out.tokens, evidence.derived);
    return out;
}

}  // namespace mailsonde::cli
