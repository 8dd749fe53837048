#include "sender-service/send_decision.hpp"

#include <gtest/gtest.h>

namespace mailsonde::sender {
namespace {

using namespace std::chrono_literals;
using model::send_failure;

auto const slot = instant(1'795'485'600'000ms);

config::config configuration() {
    config::config out;
    out.instance = "acme";
    out.signing = {{"k1", secret(std::string(32, 'x'))}};
    out.routes["relay"].name = "relay";
    out.routes["relay"].from = "probe@probe.example";
    config::mailbox anna;
    anna.name = "anna";
    anna.address = "anna@example.org";
    out.mailboxes["anna"] = anna;
    config::probe inbound;
    inbound.name = "inbound";
    inbound.route = "relay";
    inbound.to = {"anna"};
    inbound.labels = {{"customer", "acme"}};
    out.probes["inbound"] = inbound;
    return out;
}

model::open_send planned() {
    auto const config = configuration();
    return plan_mail(config, config.probes.at("inbound"), config.mailboxes.at("anna"), slot, slot);
}

clients::attempt failed(send_failure why, milliseconds after, bool maybe_accepted = false) {
    clients::attempt out;
    out.failure = why;
    out.maybe_accepted = maybe_accepted;
    out.ended_at = slot + after;
    out.smtp.code = 450;
    out.detail = "450 4.2.0 greylisted";
    return out;
}

TEST(PlanMail, IsDeterministicAndItsTokenVerifies) {
    EXPECT_EQ(planned(), planned());
    auto const config = configuration();
    auto const token = model::token::parse(planned().token);
    ASSERT_TRUE(token);
    EXPECT_EQ(model::verify(config.signing, {"acme", "anna", "anna@example.org"}, *token), "k1");
    EXPECT_EQ(planned().send_by, slot + 15min);
}

TEST(DecideSend, AcceptedMailGetsItsDeadlinesFromTheAcceptance) {
    clients::attempt accepted;
    accepted.ended_at = slot + 2s;
    accepted.smtp.queue_id = "ABC";
    auto const decision = decide_send(planned(), accepted, 1min);
    EXPECT_FALSE(decision.still_open);
    auto const& sent = std::get<model::mail_sent>(decision.event);
    EXPECT_EQ(sent.accepted_at, slot + 2s);
    EXPECT_EQ(sent.judging.deadline_at, slot + 2s + 10min);
    EXPECT_EQ(sent.judging.undetermined_at, slot + 2s + 25min);
    EXPECT_EQ(sent.message_id, planned().token + "@probe.example");
    EXPECT_EQ(sent.smtp.attempts, 1);
    EXPECT_EQ(sent.judging.labels.at("customer"), "acme");
}

TEST(DecideSend, DefersA4xxWithTheSameTokenUntilTheWindowEnds) {
    auto mail = planned();
    auto at = 0ms;
    std::vector<milliseconds> waits;
    while (true) {
        auto const decision = decide_send(mail, failed(send_failure::temporary, at), 1min);
        if (!decision.still_open) {
            auto const& lost = std::get<model::mail_send_failed>(decision.event);
            EXPECT_EQ(lost.why, send_failure::temporary);
            EXPECT_EQ(lost.smtp.attempts, 3);
            break;
        }
        auto const& deferred = std::get<model::mail_deferred>(decision.event);
        EXPECT_EQ(deferred.retry_at, decision.still_open->not_before);
        EXPECT_EQ(decision.still_open->token, mail.token);
        waits.push_back(decision.still_open->not_before - (slot + at));
        at = decision.still_open->not_before - slot;
        mail = *decision.still_open;
        ASSERT_LT(waits.size(), 10U);
    }
    EXPECT_EQ(waits, (std::vector<milliseconds>{1min, 5min}));
}

TEST(DecideSend, RetriesAnUnreachableRelaySoonAndForAMinute) {
    for (auto const why : {send_failure::connection, send_failure::tls}) {
        auto const first = decide_send(planned(), failed(why, 0ms), 1min);
        ASSERT_TRUE(first.still_open);
        EXPECT_EQ(first.still_open->not_before, slot + 2s);
        auto const last = decide_send(planned(), failed(why, 59s), 1min);
        EXPECT_FALSE(last.still_open);
        EXPECT_EQ(std::get<model::mail_send_failed>(last.event).why, why);
    }
}

TEST(DecideSend, FailsAtOnceWhereARetryCannotHelp) {
    for (auto const why :
         {send_failure::permanent, send_failure::authentication, send_failure::internal}) {
        auto const decision = decide_send(planned(), failed(why, 0ms), 1min);
        EXPECT_FALSE(decision.still_open);
        EXPECT_EQ(std::get<model::mail_send_failed>(decision.event).why, why);
    }
}

TEST(DecideSend, WhatMayHaveBeenAcceptedNeverBecomesFailed) {
    auto const broken = decide_send(planned(), failed(send_failure::connection, 0ms, true), 1min);
    ASSERT_TRUE(broken.still_open);
    EXPECT_TRUE(broken.still_open->maybe_accepted);
    auto const refused = decide_send(*broken.still_open, failed(send_failure::permanent, 3s), 1min);
    auto const& unknown = std::get<model::mail_send_unknown>(refused.event);
    EXPECT_EQ(unknown.token, planned().token);
    EXPECT_EQ(unknown.judging.deadline_at, slot + 3s + 10min);
}

TEST(GiveUp, IsUnknownNotFailed) {
    auto const event = give_up(planned(), slot + 1h);
    EXPECT_EQ(std::get<model::mail_send_unknown>(event).at, slot + 1h);
}

}  // namespace
}  // namespace mailsonde::sender
