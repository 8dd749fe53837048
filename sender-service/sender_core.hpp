#pragma once

#include "sender-service/relay_port.hpp"
#include "sender-service/sender_state.hpp"
#include "shared/clients/attempt.hpp"
#include "shared/config/config.hpp"
#include "shared/core/time.hpp"
#include "shared/eventlog/event_records.hpp"
#include "shared/eventlog/processor.hpp"
#include "shared/model/events.hpp"
#include "shared/telemetry/logger.hpp"
#include "shared/telemetry/metrics.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace mailsonde::sender {

/// How many mails of one probe and mailbox may wait for their relay; further slots are gaps.
inline constexpr std::size_t most_waiting = 32;

struct sender_options {
    std::shared_ptr<config::config const> config;
    std::function<instant()> now = wall_now;
    /// One mail per probe at once, and no slot after it.
    bool once = false;
    /// Called after each commit, on the engine's thread; may be empty.
    std::function<void()> committed = {};
};

/// The sender's decisions over its state: which slots begin, which mail goes out next, what an
/// attempt means. `scheduled` is durable before a mail is handed to the relay, and so is its
/// outcome before anything builds on it.
class sender_core final : public eventlog::processor {
public:
    /// The references outlive the core.
    sender_core(
        sender_options options,
        relay_port& relays,
        telemetry::logger& logger,
        telemetry::metrics& metrics
    );

    /// What came of a mail that was submitted.
    void attempted(std::string mail_id, std::string route, clients::attempt attempt);
    /// A new configuration. Mails that are waiting keep what they were scheduled with.
    /// A pause after a refused login ends only with another server or login.
    void configure(std::shared_ptr<config::config const> config);

    /// No slot begins and no mail goes out any more.
    void stop() { stopped_ = true; }

    /// Mails that a relay has in hand right now.
    [[nodiscard]] std::size_t in_flight() const { return in_flight_.size(); }

    void restore(int partition, std::vector<eventlog::stored_record> const& state) override;
    void forget() override;
    void begin() override;
    void take(eventlog::stored_record const& record, eventlog::transaction& out) override;
    void decide(eventlog::transaction& out) override;
    void release() override;
    [[nodiscard]] milliseconds rest() const override;

private:
    struct report {
        std::string mail_id;
        std::string route;
        clients::attempt attempt;
    };

    /// A login that was refused, until the log has it and as long as it holds.
    struct refusal {
        model::route_pause pause;
        int written = -1;  ///< into the log, after so many restorations
    };

    void plan_slots(instant now);
    void begin_slots(instant now, eventlog::transaction& out);
    void begin_slot(config::probe const& probe, instant now, eventlog::transaction& out);
    void begin_once(config::probe const& probe, instant now, eventlog::transaction& out);
    void begin_mail(
        config::probe const& probe,
        std::string const& mailbox,
        instant slot,
        instant now,
        eventlog::transaction& out
    );
    void conclude(
        std::string const& mail_id, clients::attempt const& attempt, eventlog::transaction& out
    );
    void expire(instant now, eventlog::transaction& out);
    void expire_mail(std::string const& mail_id, instant now, eventlog::transaction& out);
    void dispatch(instant now, eventlog::transaction& out);
    /// @return whether a mail goes out
    bool dispatch_route(std::string const& route, instant now, eventlog::transaction& out);
    [[nodiscard]] std::vector<std::string> due_routes(instant now) const;

    // Routes whose login was refused: route_pauses.cpp
    void note_login(report const& what, eventlog::transaction& out);
    void write_refusals(instant now, eventlog::transaction& out);
    void end_stale_pauses(instant now, eventlog::transaction& out);
    [[nodiscard]] std::vector<std::string> login_marks_of(std::string const& route) const;
    [[nodiscard]] std::string account_of(std::string const& route) const;
    [[nodiscard]] std::optional<model::route_pause> pause_of(std::string const& route, instant now)
        const;

    [[nodiscard]] std::optional<std::string> obstacle(std::string const& route, instant now) const;
    [[nodiscard]] bool is_in_flight(model::open_send const& mail) const;
    void append(model::event const& what, eventlog::transaction& out);
    void tell(model::event const& what);

    sender_options options_;
    relay_port& relays_;
    telemetry::logger& logger_;
    telemetry::metrics& metrics_;
    eventlog::event_origin origin_;
    sender_state state_;
    std::set<int> partitions_;
    bool stopped_ = false;
    std::vector<report> reports_;
    std::map<std::string, std::string> in_flight_;  ///< mail id by route
    std::map<std::string, refusal> refusals_;       ///< by route
    int restorations_ = 0;
    bool reconfigured_ = false;
    std::vector<std::function<void()>> effects_;       ///< once what was decided is durable
    bool slots_stale_ = true;                          ///< every probe is to be asked anew
    std::set<std::pair<instant, std::string>> slots_;  ///< when to ask which probe
    instant next_expiry_;
    instant last_decided_;
};

}  // namespace mailsonde::sender
