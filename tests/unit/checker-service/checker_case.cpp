#include "tests/unit/checker-service/checker_case.hpp"

#include "shared/eventlog/event_records.hpp"
#include "shared/model/token.hpp"

#include <utility>

namespace mailsonde::checker {
namespace {

using namespace std::chrono_literals;

/// Restoring takes a turn for each partition, and a hand-over a few more.
constexpr auto turns_to_settle = model::partition_count + 6;

eventlog::engine_options engine_options_for(
    model::topics const& topics, eventlog::contract::manual_clock const& clock
) {
    eventlog::engine_options out;
    out.group = {"checkers", topics.mail};
    out.state_topic = topics.checker_state;
    out.since_start = [&clock] { return std::chrono::steady_clock::time_point(clock.since_boot); };
    return out;
}

}  // namespace

checker_case::replica::replica(checker_case& of)
    : core({of.configured(), [&of] { return of.now(); }}, port, of.quiet, of.metrics),
      engine(of.log, engine_options_for(of.topics, of.clock), core, {}) {
    EXPECT_TRUE(engine.join());
}

checker_case::replica::~replica() {
    engine.leave();  // while the core is still there
}

void checker_case::replica::turn() {
    engine.turn();
}

void checker_case::replica::answer(clients::look_report const& report) {
    core.looked(last_look().mailbox, last_look().when, report);
    turn();
}

void checker_case::replica::answer(result<std::vector<clients::removal_outcome>> const& outcomes) {
    core.removed(last_removal().mailbox, last_removal().when, outcomes);
    turn();
}

checker_case::checker_case() {
    EXPECT_TRUE(memory->ensure_topics(eventlog::topic_plan(topics)));
    config.instance = "acme";
    config.signing = {{"k1", secret(std::string(32, 'x'))}};
    add_mailbox("anna");
    add_probe("inbound", {"anna"});
    auto joined = memory->join(
        {"senders", topics.mail},
        {[this](eventlog::assignment const& given) { sender_token_ = given.token; }, {}}
    );
    sender_ = std::move(joined).value();
    EXPECT_TRUE(sender_->poll(0));
}

checker_case::~checker_case() = default;

std::unique_ptr<checker_case::replica> checker_case::start() {
    auto made = std::make_unique<replica>(*this);
    settle({made.get()});
    return made;
}

void checker_case::settle(std::vector<replica*> const& all) {
    for (auto i = 0; i < turns_to_settle; ++i) {
        for (auto* const one : all) {
            one->turn();
        }
    }
}

void checker_case::add_mailbox(std::string const& name) {
    config.mailboxes[name].name = name;
    config.mailboxes[name].address = name + "@example.org";
    // Each on a server of its own.
    config.mailboxes[name].imap.host = name + ".example.org";
    config.mailboxes[name].auth = {name, secret("hunter2"), std::nullopt};
}

config::probe& checker_case::add_probe(std::string const& name, std::vector<std::string> to) {
    auto& made = config.probes[name];
    made.name = name;
    made.to = std::move(to);
    return made;
}

std::shared_ptr<config::config const> checker_case::configured() const {
    return std::make_shared<config::config const>(config);
}

model::mail_sent checker_case::sent_mail(std::string const& mailbox, std::string const& probe) {
    model::mail_sent out;
    auto const slot = now() - 1s + milliseconds(++mails_ % 1000);
    out.mail = {model::make_mail_id(probe, slot, mailbox), probe, mailbox, slot};
    out.recipient = mailbox + "@example.org";
    auto const nonce = model::token_nonce(out.mail.mail_id);
    out.token =
        model::mint(config.signing, {config.instance, mailbox, out.recipient}, slot, nonce).text();
    out.route = "relay";
    out.message_id = out.token + "@probe.example";
    out.accepted_at = now();
    out.judging.grace = 15s;
    out.judging.deadline_at = now() + 10min;
    out.judging.undetermined_at = now() + 25min;
    out.judging.warn = 1min;
    out.judging.crit = 5min;
    out.judging.labels = {{"customer", "acme"}};
    return out;
}

model::mail_send_unknown checker_case::unknown(model::mail_sent const& mail) {
    return {
        mail.mail,
        mail.token,
        mail.recipient,
        mail.route,
        mail.accepted_at,
        "as the test wants it",
        mail.judging
    };
}

model::mail_send_failed checker_case::failed(model::mail_sent const& mail) const {
    model::mail_send_failed out;
    out.mail = mail.mail;
    out.at = now();
    out.route = mail.route;
    out.detail = "as the test wants it";
    out.labels = mail.judging.labels;
    return out;
}

void checker_case::tell(model::event const& what) {
    // Once to notice that the lease ran out, once to get another.
    ASSERT_TRUE(sender_->poll(0));
    ASSERT_TRUE(sender_->poll(0));
    auto const record = eventlog::to_record(what, {topics, config.instance, "sender"});
    auto const done = sender_->commit({{record}, {}}, sender_token_);
    ASSERT_EQ(done.outcome, eventlog::commit_outcome::ok) << done.detail;
}

model::mail_sent checker_case::out_and_looked_for(replica& by) {
    auto const mail = sent_mail();
    tell(mail);
    by.turn();
    pass(mail.judging.grace);
    by.turn();
    EXPECT_FALSE(by.port.looks.empty());
    return mail;
}

model::sighting checker_case::sighting_of(model::mail_result const& result) {
    EXPECT_TRUE(result.found);
    return result.found.value_or(model::sighting());
}

std::vector<model::alert_phase> checker_case::phases(std::string_view alert_key) {
    std::vector<model::alert_phase> out;
    for (auto const& alert : events<model::alert>()) {
        if (alert.key == alert_key) {
            out.push_back(alert.phase);
        }
    }
    return out;
}

std::vector<model::event> checker_case::all_events(std::string const& topic) {
    std::vector<model::event> out;
    for (auto partition = 0; partition < model::partition_count; ++partition) {
        auto const read = memory->restore(topic, partition, 0);
        for (auto const& record : read.value().records) {
            out.push_back(eventlog::event_of(record).value());
        }
    }
    return out;
}

checker_state checker_case::stored_state() {
    checker_state out(topics.checker_state);
    for (auto partition = 0; partition < model::partition_count; ++partition) {
        auto const read = memory->restore(topics.checker_state, partition, 0);
        for (auto const& record : read.value().records) {
            EXPECT_TRUE(out.restore(record.data));
        }
    }
    return out;
}

std::optional<model::mail_stage> checker_case::stage_of(model::mail_sent const& mail) {
    auto const state = stored_state();
    auto const* const known = state.find(mail.mail.mailbox, mail.mail.mail_id);
    return known == nullptr ? std::nullopt : std::optional(known->stage);
}

}  // namespace mailsonde::checker
