#pragma once

#include "checker-service/mailbox_port.hpp"

#include <functional>
#include <string>
#include <vector>

namespace mailsonde::checker {

struct look_call {
    std::string mailbox;
    epoch when = 0;
    clients::look_request request;
};

struct removal_call {
    std::string mailbox;
    epoch when = 0;
    std::vector<clients::removal> removals;
    wire::imap::header_check is_ours;
};

/// Keeps what it is asked for, and never answers by itself.
class recording_mailboxes final : public mailbox_port {
public:
    void look(std::string const& mailbox, epoch when, clients::look_request const& request)
        override {
        looks.push_back({mailbox, when, request});
    }

    void remove(
        std::string const& mailbox,
        epoch when,
        std::vector<clients::removal> const& what,
        wire::imap::header_check const& is_ours
    ) override {
        removals.push_back({mailbox, when, what, is_ours});
        if (when_removing) {
            when_removing();
        }
    }

    void close(std::string const& mailbox) override { closed.push_back(mailbox); }

    std::vector<look_call> looks;
    std::vector<removal_call> removals;
    std::vector<std::string> closed;
    std::function<void()> when_removing;  ///< may be empty
};

}  // namespace mailsonde::checker
