#pragma once

#include "checker-service/server_slots.hpp"
#include "shared/config/config.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace mailsonde::checker {

/// Where the configured mailboxes are, and which are on one server or one account.
class mailbox_places {
public:
    explicit mailbox_places(config::config const& config);

    /// Empty for a mailbox that isn't configured.
    [[nodiscard]] visit_place of(std::string const& mailbox) const;
    /// How many mailboxes are on its server.
    [[nodiscard]] std::size_t neighbours(std::string const& mailbox) const;
    [[nodiscard]] std::vector<std::string> const& on_account(std::string const& account) const;
    /// See config::login_marks.
    [[nodiscard]] std::vector<std::string> const& marks_of(std::string const& mailbox) const;

private:
    std::map<std::string, visit_place> places_;
    std::map<std::string, std::size_t> on_server_;
    std::map<std::string, std::vector<std::string>> on_account_;
    std::map<std::string, std::vector<std::string>> marks_;
};

}  // namespace mailsonde::checker
