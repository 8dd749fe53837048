#include "shared/eventlog/event_records.hpp"

#include "shared/model/model_errc.hpp"
#include "tests/unit/model/samples.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <map>
#include <regex>

namespace mailsonde::eventlog {
namespace {

using namespace std::chrono_literals;

event_origin const origin{model::topics("acme"), "acme-prod", "sender"};

stored_record stored(record of) {
    return {7, instant(1ms), std::move(of)};
}

TEST(EventRecords, EveryTypeGoesToItsTopicUnderItsKey) {
    std::map<std::string, std::string> const topic_by_prefix{
        {"mail.", "acme.mail.v1"},
        {"result.", "acme.result.v1"},
        {"late.", "acme.result.v1"},
        {"alert.", "acme.alert.v1"}
    };
    for (auto const& sample : model::samples()) {
        auto const written = to_record(sample.event, origin);
        auto const prefix = sample.name.substr(0, sample.name.find('.') + 1);
        EXPECT_EQ(written.topic, topic_by_prefix.at(prefix)) << sample.name;
        EXPECT_EQ(written.key, sample.written.partitionkey) << sample.name;
        EXPECT_EQ(written.partition, model::partition_of(*written.key)) << sample.name;
    }
}

TEST(EventRecords, EveryTypeComesBackAsItWas) {
    ASSERT_FALSE(model::samples().empty());
    for (auto const& sample : model::samples()) {
        auto const back = event_of(stored(to_record(sample.event, origin)));
        ASSERT_TRUE(back) << sample.name << ": " << back.error().text();
        EXPECT_EQ(*back, sample.event) << sample.name;
    }
}

TEST(EventRecords, NamesWhoSaysIt) {
    auto const written = to_record(model::samples().front().event, origin);
    EXPECT_THAT(
        written.headers,
        testing::Contains(testing::Pair("ce_source", "/mailsonde/acme-prod/sender"))
    );
}

TEST(EventRecords, WhatIsNoEventIsRefused) {
    auto const good = to_record(model::samples().front().event, origin);
    auto headless = good;
    headless.headers.clear();
    EXPECT_EQ(event_of(stored(headless)).error().code, model::model_errc::malformed_event);
    auto cut = good;
    cut.value->resize(cut.value->size() / 2);
    EXPECT_EQ(event_of(stored(cut)).error().code, model::model_errc::malformed_json);
    auto emptied = good;
    emptied.value.reset();
    EXPECT_FALSE(event_of(stored(emptied)));
}

TEST(EventRecords, StateLiesInThePartitionOfItsOwner) {
    auto const written = state_record("acme.sender-state.v1", "inbound", "mail/42", "{}");
    EXPECT_EQ(
        written,
        (record{"acme.sender-state.v1", model::partition_of("inbound"), "mail/42", {}, "{}"})
    );
    EXPECT_FALSE(state_record("t", "inbound", "mail/42", std::nullopt).value);
}

/// "7 days", "90 days", "newest of each key": the third column of the table of topics.
std::map<std::string, std::string> documented_retention() {
    std::ifstream in(std::string(MAILSONDE_SOURCE_DIR) + "/docs/events.md");
    std::regex const row(R"(\| `mailsonde\.([a-z-]+)\.v1` \| [^|]+ \| ([^|]+) \|.*)");
    std::map<std::string, std::string> out;
    std::smatch found;
    for (std::string line; std::getline(in, line);) {
        if (std::regex_match(line, found, row)) {
            out["mailsonde." + found[1].str() + ".v1"] = found[2];
        }
    }
    return out;
}

TEST(TopicPlan, AgreesWithTheDocumentation) {
    auto const documented = documented_retention();
    auto const plan = topic_plan(model::topics("mailsonde"));
    ASSERT_EQ(plan.size(), documented.size());
    for (auto const& topic : plan) {
        ASSERT_TRUE(documented.contains(topic.name)) << topic.name;
        auto const days = std::chrono::duration_cast<std::chrono::hours>(topic.retention) / 24h;
        auto const kept = topic.compacted ? "newest of each key" : std::to_string(days) + " days";
        EXPECT_EQ(documented.at(topic.name), kept) << topic.name;
        EXPECT_EQ(topic.partitions, 24) << topic.name;
        EXPECT_EQ(topic.compacted, topic.retention == 0ms) << topic.name;
    }
}

}  // namespace
}  // namespace mailsonde::eventlog
