#include "tests/unit/sender-service/sender_case.hpp"

#include "sender-service/schedule.hpp"

#include <utility>

namespace mailsonde::sender {
namespace {

using namespace std::chrono_literals;

/// Restoring takes a turn for each partition.
constexpr auto turns_to_settle = model::partition_count + 3;

eventlog::engine_options engine_options_for(
    std::string const& topic, eventlog::contract::manual_clock const& clock
) {
    eventlog::engine_options out;
    out.group = {"senders", topic};
    out.state_topic = topic;
    out.takes_records = false;
    out.since_start = [&clock] { return std::chrono::steady_clock::time_point(clock.since_boot); };
    return out;
}

}  // namespace

sender_case::replica::replica(sender_case& of, bool once)
    : core({of.configured(), [&of] { return of.now(); }, once}, relay, of.quiet, of.metrics),
      engine(of.log, engine_options_for(of.topics.sender_state, of.clock), core, {}) {
    EXPECT_TRUE(engine.join());
}

sender_case::replica::~replica() {
    engine.leave();  // while the core is still there
}

void sender_case::replica::answer(clients::attempt const& attempt) {
    core.attempted(last().mail.mail_id, last().route, attempt);
    turn();
}

void sender_case::replica::turn() {
    engine.turn();
}

sender_case::sender_case() {
    EXPECT_TRUE(memory->ensure_topics(eventlog::topic_plan(topics)));
    config.instance = "acme";
    config.signing = {{"k1", secret(std::string(32, 'x'))}};
    add_route("relay");
    add_mailbox("anna");
    add_probe("inbound", "relay", {"anna"});
    clock.wall = newest_slot("inbound", every, clock.wall);
}

std::unique_ptr<sender_case::replica> sender_case::start(bool once) {
    auto made = std::make_unique<replica>(*this, once);
    for (auto i = 0; i < turns_to_settle; ++i) {
        made->turn();
    }
    return made;
}

config::probe& sender_case::add_probe(
    std::string const& name, std::string const& route, std::vector<std::string> to
) {
    auto& made = config.probes[name];
    made.name = name;
    made.route = route;
    made.to = std::move(to);
    made.every = every;
    return made;
}

void sender_case::add_route(std::string const& name) {
    config.routes[name].name = name;
    config.routes[name].from = "probe@probe.example";
    config.routes[name].smtp.host = name + ".example";
    config.routes[name].auth = credentials{"probe", secret("hunter2"), std::nullopt};
}

void sender_case::add_mailbox(std::string const& name) {
    config.mailboxes[name].name = name;
    config.mailboxes[name].address = name + "@example.org";
}

std::shared_ptr<config::config const> sender_case::configured() const {
    return std::make_shared<config::config const>(config);
}

clients::attempt sender_case::accepted() const {
    clients::attempt out;
    out.ended_at = now();
    out.smtp.code = 250;
    out.smtp.phase = "smtp.data_end";
    return out;
}

clients::attempt sender_case::failed(model::send_failure why) const {
    clients::attempt out;
    out.failure = why;
    out.ended_at = now();
    out.smtp.code = 450;
    out.smtp.phase = "smtp.rcpt";
    out.detail = "as the test wants it";
    return out;
}

std::vector<model::event> sender_case::all_events(std::string_view mailbox) {
    std::vector<model::event> out;
    auto const read = memory->restore(topics.mail, model::partition_of(mailbox), 0);
    for (auto const& record : read.value().records) {
        if (record.data.key == mailbox) {
            out.push_back(eventlog::event_of(record).value());
        }
    }
    return out;
}

sender_state sender_case::stored_state() {
    sender_state out(topics.sender_state);
    for (auto partition = 0; partition < model::partition_count; ++partition) {
        auto const read = memory->restore(topics.sender_state, partition, 0);
        for (auto const& record : read.value().records) {
            EXPECT_TRUE(out.restore(record.data));
        }
    }
    return out;
}

}  // namespace mailsonde::sender
