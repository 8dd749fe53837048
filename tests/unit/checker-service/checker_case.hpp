#pragma once

#include "checker-service/checker_core.hpp"
#include "checker-service/mailbox_port.hpp"
#include "shared/eventlog/engine.hpp"
#include "shared/eventlog/memory_log.hpp"
#include "tests/contract/back_end.hpp"
#include "tests/unit/checker-service/recording_mailboxes.hpp"
#include "tests/unit/eventlog/faulty_log.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace mailsonde::checker {

/// Checkers on a log in memory, by clocks moved by hand. The probe "inbound" sends to the mailbox
/// "anna". A mail has 15 s of grace, must be there after 10 min, and is undetermined after 25 min.
class checker_case : public testing::Test {
protected:
    struct replica {
        explicit replica(checker_case& of);
        ~replica();

        void turn();
        /// Answers the last look, and lets the core decide.
        void answer(clients::look_report const& report);
        /// Answers the last removal, and lets the core decide.
        void answer(result<std::vector<clients::removal_outcome>> const& outcomes);

        [[nodiscard]] look_call const& last_look() const { return port.looks.back(); }

        [[nodiscard]] removal_call const& last_removal() const { return port.removals.back(); }

        recording_mailboxes port;
        checker_core core;
        eventlog::engine engine;
    };

    checker_case();
    ~checker_case() override;

    /// A checker that has restored and decided. It holds all mailboxes unless there are others.
    [[nodiscard]] std::unique_ptr<replica> start();
    /// Turns until whatever had to be restored is restored.
    static void settle(std::vector<replica*> const& all);

    void add_mailbox(std::string const& name);
    config::probe& add_probe(std::string const& name, std::vector<std::string> to);
    [[nodiscard]] std::shared_ptr<config::config const> configured() const;

    /// Only the wall clock: no lease runs out.
    void pass(milliseconds by) { clock.wall += by; }

    [[nodiscard]] instant now() const { return clock.wall; }

    /// A mail of which the relay says now that it has it; each call makes another one.
    [[nodiscard]] model::mail_sent sent_mail(
        std::string const& mailbox = "anna", std::string const& probe = "inbound"
    );
    [[nodiscard]] static model::mail_send_unknown unknown(model::mail_sent const& mail);
    [[nodiscard]] model::mail_send_failed failed(model::mail_sent const& mail) const;
    /// Puts an event into the log, as the sender does.
    void tell(model::event const& what);
    /// Tells of a new mail, and lets its grace pass until the first look is under way.
    [[nodiscard]] model::mail_sent out_and_looked_for(replica& by);

    /// All events of one type, in their order.
    template <class Event>
    [[nodiscard]] std::vector<Event> events() {
        std::vector<Event> out;
        for (auto const& topic : {topics.result, topics.alert}) {
            for (auto const& one : all_events(topic)) {
                if (auto const* const wanted = std::get_if<Event>(&one)) {
                    out.push_back(*wanted);
                }
            }
        }
        return out;
    }

    [[nodiscard]] std::vector<model::mail_result> results() { return events<model::mail_result>(); }

    /// Where a mail was seen; fails the test if it was not.
    [[nodiscard]] static model::sighting sighting_of(model::mail_result const& result);

    /// Phases of the alerts of one key, in their order.
    [[nodiscard]] std::vector<model::alert_phase> phases(std::string_view alert_key);
    /// What a checker that starts now would find.
    [[nodiscard]] checker_state stored_state();
    /// nullopt if it is forgotten.
    [[nodiscard]] std::optional<model::mail_stage> stage_of(model::mail_sent const& mail);

    eventlog::contract::manual_clock clock;
    config::config config;
    model::topics const topics{"mailsonde"};
    std::unique_ptr<eventlog::log> memory = eventlog::make_memory_log(clock.view());
    eventlog::faults faults;
    eventlog::faulty_log log{*memory, faults};
    telemetry::logger quiet{telemetry::level::error, telemetry::log_format::text};
    telemetry::metrics metrics;

private:
    [[nodiscard]] std::vector<model::event> all_events(std::string const& topic);

    std::unique_ptr<eventlog::member> sender_;
    eventlog::token sender_token_;
    int mails_ = 0;
};

}  // namespace mailsonde::checker
