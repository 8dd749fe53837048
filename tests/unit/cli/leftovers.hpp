#pragma once

#include "shared/clients/look.hpp"
#include "shared/core/time.hpp"
#include "shared/model/token.hpp"
#include "shared/wire/mail/test_mail.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

/// Test mails as a look into the mailbox "anna" of the sandbox's configuration finds them.
namespace mailsonde::cli::leftovers {

inline constexpr instant now{std::chrono::milliseconds(1'795'485'600'250)};

/// By whom and for whom a mail was made.
struct maker {
    model::key_ring ring{{"k1", secret("0123456789abcdef")}};
    model::token_binding binding{"test", "anna", "anna@example.org"};

    [[nodiscard]] std::string token(milliseconds age) const {
        return model::mint(ring, binding, now - age, "12345678").text();
    }

    [[nodiscard]] std::string header(milliseconds age) const {
        auto const made = token(age);
        auto const mail = wire::mail::compose(
            {"p@example.org",
             binding.recipient,
             binding.instance,
             made,
             made + "@example.org",
             now - age}
        );
        return mail.value().substr(0, mail.value().find("\r\n\r\n") + 4);
    }
};

inline clients::found_mail lying(
    std::string header, std::uint32_t uid, std::string const& folder = "INBOX"
) {
    clients::found_mail out;
    out.place = {folder, 1, uid};
    out.folder_name = folder;
    out.seen_at = now;
    out.header = std::move(header);
    return out;
}

}  // namespace mailsonde::cli::leftovers
