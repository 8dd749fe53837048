#pragma once

#include "sender-service/relay_port.hpp"
#include "sender-service/sender_core.hpp"
#include "shared/eventlog/engine.hpp"
#include "shared/eventlog/memory_log.hpp"
#include "tests/contract/back_end.hpp"
#include "tests/unit/eventlog/faulty_log.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace mailsonde::sender {

/// Keeps what it is handed, and never answers by itself.
class recording_relay final : public relay_port {
public:
    void submit(model::open_send const& mail) override {
        submitted.push_back(mail);
        if (when_submitted) {
            when_submitted(mail);
        }
    }

    std::vector<model::open_send> submitted;
    std::function<void(model::open_send const&)> when_submitted;
};

/// Senders on a log in memory, by clocks moved by hand. The probe "inbound" sends to the mailbox
/// "anna" over "relay" every five minutes; now is the begin of one of its slots.
class sender_case : public testing::Test {
protected:
    struct replica {
        replica(sender_case& of, bool once);
        ~replica();

        /// Tells the core what came of the last mail and lets it decide.
        void answer(clients::attempt const& attempt);
        void turn();

        /// @throws std::out_of_range if nothing was submitted
        [[nodiscard]] model::open_send const& last() const {
            return relay.submitted.at(relay.submitted.size() - 1);
        }

        recording_relay relay;
        sender_core core;
        eventlog::engine engine;
    };

    sender_case();

    /// A sender that has decided once. It holds all probes unless there are others.
    [[nodiscard]] std::unique_ptr<replica> start(bool once = false);

    config::probe& add_probe(
        std::string const& name, std::string const& route, std::vector<std::string> to
    );
    void add_route(std::string const& name);
    void add_mailbox(std::string const& name);
    [[nodiscard]] std::shared_ptr<config::config const> configured() const;

    /// Only the wall clock: no lease runs out.
    void pass(milliseconds by) { clock.wall += by; }

    [[nodiscard]] instant now() const { return clock.wall; }

    [[nodiscard]] clients::attempt accepted() const;
    [[nodiscard]] clients::attempt failed(model::send_failure why) const;

    /// All events of one type about one mailbox, in their order.
    template <class Event>
    [[nodiscard]] std::vector<Event> events(std::string_view mailbox = "anna") {
        std::vector<Event> out;
        for (auto const& one : all_events(mailbox)) {
            if (auto const* const wanted = std::get_if<Event>(&one)) {
                out.push_back(*wanted);
            }
        }
        return out;
    }

    [[nodiscard]] std::vector<model::event> all_events(std::string_view mailbox = "anna");
    /// What a sender that starts now would find.
    [[nodiscard]] sender_state stored_state();

    static constexpr milliseconds every = std::chrono::minutes(5);

    eventlog::contract::manual_clock clock;
    config::config config;
    model::topics const topics{"mailsonde"};
    std::unique_ptr<eventlog::log> memory = eventlog::make_memory_log(clock.view());
    eventlog::faults faults;
    eventlog::faulty_log log{*memory, faults};
    telemetry::logger quiet{telemetry::level::error, telemetry::log_format::text};
    telemetry::metrics metrics;
};

}  // namespace mailsonde::sender
