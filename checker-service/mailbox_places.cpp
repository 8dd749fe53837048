#include "checker-service/mailbox_places.hpp"

#include "shared/config/login.hpp"
#include "shared/core/text.hpp"

namespace mailsonde::checker {
namespace {

using lists = std::map<std::string, std::vector<std::string>>;

std::vector<std::string> const& found_in(lists const& all, std::string const& name) {
    static std::vector<std::string> const none;
    auto const found = all.find(name);
    return found == all.end() ? none : found->second;
}

}  // namespace

mailbox_places::mailbox_places(config::config const& config) {
    for (auto const& [name, mailbox] : config.mailboxes) {
        auto const& imap = mailbox.imap;
        visit_place const place{
            to_lower(imap.host) + ":" + std::to_string(imap.port),
            config::account_of(imap, mailbox.auth)
        };
        places_[name] = place;
        ++on_server_[place.server];
        on_account_[place.account].push_back(name);
        marks_[name] = config::login_marks(config.signing, imap, mailbox.auth);
    }
}

visit_place mailbox_places::of(std::string const& mailbox) const {
    auto const found = places_.find(mailbox);
    return found == places_.end() ? visit_place() : found->second;
}

std::size_t mailbox_places::neighbours(std::string const& mailbox) const {
    auto const found = on_server_.find(of(mailbox).server);
    return found == on_server_.end() ? 0 : found->second;
}

std::vector<std::string> const& mailbox_places::on_account(std::string const& account) const {
    return found_in(on_account_, account);
}

std::vector<std::string> const& mailbox_places::marks_of(std::string const& mailbox) const {
    return found_in(marks_, mailbox);
}

}  // namespace mailsonde::checker
