#pragma once

#include "checker-service/verdict.hpp"
#include "shared/clients/look.hpp"
#include "shared/model/token.hpp"
#include "shared/wire/imap/deletion.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Which mails are ours. Tokens decide, names don't. Pure.
namespace mailsonde::checker {

/// What a token must be bound to in order to count in a mailbox.
struct token_scope {
    model::key_ring ring;
    std::string instance;
    std::string mailbox;
    std::vector<std::string> recipients;  ///< the mailbox's address, and those of mails still out
};

/// Whom a token was made for, if its MAC holds in this scope.
[[nodiscard]] std::optional<std::string> recipient_of(
    model::token const& candidate, token_scope const& scope
);

struct checked_token {
    std::string text;
    /// The token stands where only we put it: in two of X-Mailsonde-Token, Message-ID and Subject
    /// (servers may replace or hide one of them), and nothing says that the mail derives from
    /// another one. Only such a mail may be deleted.
    bool genuine = false;
};

/// The first token in a header whose MAC holds, or nullopt.
[[nodiscard]] std::optional<checked_token> check_header(
    std::string_view header, token_scope const& scope
);

/// The mails that hold a valid token, the best places first: INBOX, watched folders, Junk, others.
[[nodiscard]] std::vector<seen_mail> sightings_of(
    std::vector<clients::found_mail> const& mails, token_scope const& scope
);

/// True for a genuine mail with this token.
[[nodiscard]] wire::imap::header_check holds(
    std::shared_ptr<token_scope const> scope, std::string token
);
/// True for any genuine mail of this scope.
[[nodiscard]] wire::imap::header_check is_ours(std::shared_ptr<token_scope const> scope);

}  // namespace mailsonde::checker
