#pragma once

#include "shared/core/result.hpp"
#include "shared/core/time.hpp"
#include "shared/eventlog/event_log.hpp"
#include "shared/model/state.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace mailsonde::sender {

/// What the sender remembers: a cache of its state topic. Every change is appended to the
/// transaction that makes it durable.
class sender_state {
public:
    /// @param topic  the sender's state topic
    explicit sender_state(std::string topic) : topic_(std::move(topic)) {}

    /// @errors model_errc::malformed_json: the record is passed over
    [[nodiscard]] result<void> restore(eventlog::record const& stored);
    void clear();

    void put(model::probe_state const& probe, eventlog::transaction& out);
    void put(model::open_send const& mail, eventlog::transaction& out);
    void put(model::route_pause const& pause, eventlog::transaction& out);
    void erase(std::string const& mail_id, eventlog::transaction& out);
    void erase_pauses(std::string const& route, eventlog::transaction& out);
    /// Not made durable: it only says how a mail looks after a restart.
    void note_maybe_accepted(std::string const& mail_id);

    [[nodiscard]] std::optional<instant> last_slot(std::string const& probe) const;
    [[nodiscard]] model::open_send const* find(std::string const& mail_id) const;
    /// Mails of this probe and mailbox that wait for the relay.
    [[nodiscard]] std::size_t waiting(std::string const& probe, std::string const& mailbox) const;

    /// Of each route the one that lasts longest.
    [[nodiscard]] std::vector<model::route_pause> pauses() const;

    [[nodiscard]] std::map<std::string, model::open_send> const& mails() const { return mails_; }

    /// Mails of each route by the instant of their next try.
    using queue = std::set<std::pair<instant, std::string>>;

    [[nodiscard]] std::map<std::string, queue> const& queues() const { return queues_; }

private:
    result<void> restore_pause(std::string const& route, eventlog::record const& stored);
    void insert(model::open_send const& mail);
    void remove(std::string const& mail_id);

    std::string topic_;
    std::map<std::string, instant> slots_;
    std::map<std::string, model::open_send> mails_;
    std::map<std::string, queue> queues_;
    std::map<std::pair<std::string, std::string>, std::size_t> waiting_;
    /// By route and partition: each probe may have seen one.
    std::map<std::string, std::map<int, model::route_pause>> pauses_;
};

}  // namespace mailsonde::sender
