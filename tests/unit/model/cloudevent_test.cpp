#include "shared/model/cloudevent.hpp"

#include "tests/unit/model/event_filler.hpp"
#include "tests/unit/model/samples.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace mailsonde::model {
namespace {

using testing::MatchesRegex;
using testing::StartsWith;

cloudevent from_sender(event const& what) {
    return to_cloudevent(what, "acme-prod", "sender");
}

sample sample_named(std::string_view name) {
    auto const all = samples();
    return *std::find_if(all.begin(), all.end(), [&](auto const& one) { return one.name == name; });
}

TEST(Cloudevent, ComesBackFromTheLogWithEveryField) {
    for (auto const& what : filled_events()) {
        auto const written = from_sender(what);
        auto const stored = from_headers(to_headers(written), written.data);
        ASSERT_TRUE(stored) << written.type << ": " << stored.error().text();
        EXPECT_EQ(*stored, written) << written.type;
        auto const read = from_cloudevent(*stored);
        ASSERT_TRUE(read) << written.type << ": " << read.error().text();
        EXPECT_EQ(*read, what) << written.type;
    }
}

TEST(Cloudevent, LeavesOutWhatIsNotKnown) {
    auto result = filled<mail_result>();
    result.found.reset();
    result.last_complete_look.reset();
    auto const written = from_sender(result);
    EXPECT_FALSE(nlohmann::json::parse(written.data).contains("found"));
    EXPECT_FALSE(nlohmann::json::parse(written.data).contains("last_complete_look"));
    EXPECT_EQ(from_cloudevent(written).value(), event(result));
}

TEST(Cloudevent, HasADeterministicIdThatSaysWhatItIs) {
    auto const mail = std::get<mail_sent>(sample_named("mail.sent.v1").event).mail.mail_id;
    auto const bert =
        std::get<mail_send_failed>(sample_named("mail.send_failed.v1").event).mail.mail_id;
    auto const unknown =
        std::get<mail_send_unknown>(sample_named("mail.send_unknown.v1").event).mail.mail_id;
    auto const lost = std::get<mail_late>(sample_named("late.v1").event).mail.mail_id;
    auto const opening = std::get<alert>(sample_named("alert.v1").event).alert_id;
    std::vector<std::string> const expected{
        mail + "/scheduled/1",
        mail + "/sent/1",
        mail + "/deferred/1",
        bert + "/send_failed/1",
        unknown + "/send_unknown/1",
        "inbound/anna/gap/1795484597402",
        mail + "/result/1",
        lost + "/late/1",
        opening + "/opened/1",
    };
    std::vector<std::string> ids;
    for (auto const& one : samples()) {
        ids.push_back(one.written.id);
    }
    EXPECT_EQ(ids, expected);
}

TEST(Cloudevent, EveryEventOfOneMailOrAlertHasItsOwnId) {
    auto deferred = std::get<mail_deferred>(sample_named("mail.deferred.v1").event);
    auto alarm = std::get<alert>(sample_named("alert.v1").event);
    std::set<std::string> ids{from_sender(deferred).id, from_sender(alarm).id};
    deferred.smtp.attempts = 2;
    ids.insert(from_sender(deferred).id);
    alarm.phase = alert_phase::updated;
    alarm.count = 2;
    ids.insert(from_sender(alarm).id);
    alarm.count = 3;
    ids.insert(from_sender(alarm).id);
    alarm.phase = alert_phase::closed;
    alarm.count = 4;
    ids.insert(from_sender(alarm).id);
    EXPECT_EQ(ids.size(), 6U);
}

TEST(Cloudevent, HasTheAttributesThatConsumersRouteBy) {
    auto const sent = sample_named("mail.sent.v1").written;
    EXPECT_EQ(sent.source, "/mailsonde/acme-prod/sender");
    EXPECT_EQ(sent.type, "io.mailsonde.mail.sent.v1");
    EXPECT_EQ(sent.subject, "inbound");
    EXPECT_EQ(sent.time, at("2026-11-24T02:04:18.655Z"));
    EXPECT_EQ(sent.dataschema, "urn:mailsonde:schema:mail.sent:v1");
    EXPECT_EQ(sent.partitionkey, "anna");

    auto const opened = sample_named("alert.v1").written;
    EXPECT_EQ(opened.source, "/mailsonde/acme-prod/checker");
    EXPECT_EQ(opened.subject, "inbound");
    EXPECT_EQ(opened.partitionkey, "inbound/anna/missing");
}

TEST(Cloudevent, OfAMailboxHasTheMailboxAsSubject) {
    auto access = std::get<alert>(sample_named("alert.v1").event);
    access.key = "anna/access";
    access.probe.clear();
    access.rule = rule::access;
    EXPECT_EQ(from_sender(access).subject, "anna");
    EXPECT_EQ(from_sender(access).partitionkey, "anna/access");
}

TEST(Cloudevent, OfOneMailShareATrace) {
    auto const scheduled = sample_named("mail.scheduled.v1").written.traceparent;
    auto const result = sample_named("result.v1").written.traceparent;
    EXPECT_THAT(scheduled, MatchesRegex("00-[0-9a-f]{32}-[0-9a-f]{16}-01"));
    EXPECT_THAT(result, StartsWith(scheduled.substr(0, 36)));
    EXPECT_NE(result, scheduled) << "each event is a span of its own";
    EXPECT_FALSE(sample_named("late.v1").written.traceparent.starts_with(scheduled.substr(0, 36)));
    EXPECT_EQ(sample_named("mail.gap.v1").written.traceparent, "");
    EXPECT_EQ(sample_named("alert.v1").written.traceparent, "");
}

TEST(Cloudevent, HeadersAreThoseOfTheKafkaBinding) {
    auto const sent = sample_named("mail.sent.v1").written;
    event_headers const expected{
        {"content-type", "application/json"},
        {"ce_specversion", "1.0"},
        {"ce_id", sent.id},
        {"ce_source", sent.source},
        {"ce_type", sent.type},
        {"ce_subject", sent.subject},
        {"ce_dataschema", sent.dataschema},
        {"ce_partitionkey", sent.partitionkey},
        {"ce_traceparent", sent.traceparent},
        {"traceparent", sent.traceparent},
        {"ce_time", "2026-11-24T02:04:18.655Z"},
    };
    EXPECT_THAT(to_headers(sent), testing::UnorderedElementsAreArray(expected));
    for (auto const& [name, value] : to_headers(sample_named("mail.gap.v1").written)) {
        EXPECT_NE(value, "") << name << ": an attribute without a value must be absent";
    }
}

TEST(Cloudevent, SurvivesHostileText) {
    auto failed = filled<mail_send_failed>();
    failed.smtp.text = "\xff\xfe \x1b[31m \"} </script>";
    auto const written = from_sender(failed);
    auto const read = from_cloudevent(written);
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(
        std::get<mail_send_failed>(*read).smtp.text,
        "\xEF\xBF\xBD\xEF\xBF\xBD \x1b[31m \"} </script>"
    );
    EXPECT_EQ(to_structured_json(written).find('\x1b'), std::string::npos);
}

TEST(StructuredJson, KeepsDataThatIsNoJsonAsText) {
    auto broken = sample_named("mail.sent.v1").written;
    broken.data = "{not json";
    EXPECT_EQ(nlohmann::json::parse(to_structured_json(broken)).at("data"), "{not json");
}

}  // namespace
}  // namespace mailsonde::model
