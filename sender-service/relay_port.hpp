#pragma once

#include "shared/model/state.hpp"

namespace mailsonde::sender {

/// The way out of the sender's decisions: hands mails to relays, somewhere else, some time later.
class relay_port {
public:
    relay_port() = default;
    relay_port(relay_port const&) = delete;
    relay_port& operator=(relay_port const&) = delete;
    virtual ~relay_port() = default;

    /// Tries to submit this mail over its route. Answered by sender_core::attempted, always and
    /// once; until then no other mail of the route comes.
    virtual void submit(model::open_send const& mail) = 0;
};

}  // namespace mailsonde::sender
