#pragma once

#include "shared/config/config.hpp"
#include "shared/model/token.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailsonde::cli {

/// Who vouches for a token.
struct token_proof {
    std::string key_id;
    std::string mailbox;
    std::string recipient;
};

struct token_finding {
    model::token token;
    std::vector<std::string> places;   ///< names of header fields, or "text"
    std::optional<token_proof> proof;  ///< nullopt: verifies for no mailbox
};

struct token_findings {
    std::vector<token_finding> tokens;  ///< each once, in the order of appearance
    std::string why_not_ours;           ///< "" if the mail counts as our test mail
};

/// Looks for tokens where test mails have them, and everywhere if there are none, and tries each
/// for every configured mailbox.
/// @param text  a mail, a header or anything else; hostile
[[nodiscard]] token_findings find_tokens(std::string_view text, config::config const& of);

}  // namespace mailsonde::cli
