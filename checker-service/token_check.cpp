#include "checker-service/token_check.hpp"

#include "shared/core/text.hpp"
#include "shared/wire/mail/header_fields.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace mailsonde::checker {
namespace {

constexpr std::size_t most_fields = 8;  // of X-Mailsonde-Token; we write one

using tokens = std::vector<model::token>;

tokens tokens_in(std::vector<std::string> const& fields) {
    tokens out;
    for (auto const& field : fields) {
        if (auto const found = model::token::parse(trimmed(field))) {
            out.push_back(*found);
        }
        if (out.size() == most_fields) {
            break;
        }
    }
    return out;
}

int rank(folder_kind kind) {
    switch (kind) {
        case folder_kind::inbox:
            return 0;
        case folder_kind::watched:
            return 1;
        case folder_kind::junk:
            return 2;
        case folder_kind::other:
            return 3;
    }
    return 3;
}

}  // namespace

std::optional<std::string> recipient_of(model::token const& candidate, token_scope const& scope) {
    auto const found = std::ranges::find_if(scope.recipients, [&](std::string const& recipient) {
        model::token_binding const binding{scope.instance, scope.mailbox, recipient};
        return model::verify(scope.ring, binding, candidate).has_value();
    });
    return found == scope.recipients.end() ? std::nullopt : std::optional(*found);
}

std::optional<checked_token> check_header(std::string_view header, token_scope const& scope) {
    auto const evidence = wire::mail::find_evidence(header);
    std::array<tokens, 3> const places{
        tokens_in(evidence.token_fields),
        model::token::find_all(evidence.message_id),
        model::token::find_all(evidence.subject)
    };
    for (auto const& place : places) {
        for (auto const& candidate : place) {
            if (!recipient_of(candidate, scope)) {
                continue;
            }
            auto const in = std::count_if(places.begin(), places.end(), [&](tokens const& one) {
                return std::find(one.begin(), one.end(), candidate) != one.end();
            });
            return checked_token{candidate.text(), in >= 2 && !evidence.derived};
        }
    }
    return std::nullopt;
}

std::vector<seen_mail> sightings_of(
    std::vector<clients::found_mail> const& mails, token_scope const& scope
) {
    std::vector<seen_mail> out;
    for (auto const& mail : mails) {
        if (auto const token = check_header(mail.header, scope)) {
            out.push_back(
                {token->text,
                 mail.place,
                 mail.folder_name,
                 mail.kind,
                 mail.seen_at,
                 mail.server_date,
                 token->genuine}
            );
        }
    }
    std::sort(out.begin(), out.end(), [](seen_mail const& a, seen_mail const& b) {
        return std::pair(rank(a.kind), a.place.uid) < std::pair(rank(b.kind), b.place.uid);
    });
    return out;
}

wire::imap::header_check holds(std::shared_ptr<token_scope const> scope, std::string token) {
    return [scope = std::move(scope), token = std::move(token)](std::string_view header) {
        auto const found = check_header(header, *scope);
        return found && found->genuine && found->text == token;
    };
}

wire::imap::header_check is_ours(std::shared_ptr<token_scope const> scope) {
    return [scope = std::move(scope)](std::string_view header) {
        auto const found = check_header(header, *scope);
        return found && found->genuine;
    };
}

}  // namespace mailsonde::checker
