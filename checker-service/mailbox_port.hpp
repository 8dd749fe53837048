#pragma once

#include "shared/clients/look.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace mailsonde::checker {

/// A visit belongs to one assignment of the mailbox; answers of older ones say nothing.
using epoch = std::int64_t;

/// The way out of the checker's decisions: visits mailboxes, somewhere else, some time later. One
/// visit at a time per mailbox, each answered once, by checker_core::looked or ::removed.
class mailbox_port {
public:
    mailbox_port() = default;
    mailbox_port(mailbox_port const&) = delete;
    mailbox_port& operator=(mailbox_port const&) = delete;
    virtual ~mailbox_port() = default;

    virtual void look(
        std::string const& mailbox, epoch when, clients::look_request const& request
    ) = 0;
    /// @param is_ours  for the fallback of servers without UID EXPUNGE
    virtual void remove(
        std::string const& mailbox,
        epoch when,
        std::vector<clients::removal> const& removals,
        wire::imap::header_check const& is_ours
    ) = 0;
    /// The next visit is far: the session may end. Not answered.
    virtual void close(std::string const& mailbox) = 0;
};

}  // namespace mailsonde::checker
