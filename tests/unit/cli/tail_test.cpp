#include "cli/tail.hpp"

#include "cli/exit_status.hpp"
#include "shared/model/cloudevent.hpp"
#include "tests/unit/cli/console.hpp"
#include "tests/unit/cli/event_store.hpp"

#include <gmock/gmock.h>

#include <filesystem>

namespace mailsonde::cli {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

int tail(console& at, tail_options options, std::string const& extra = "") {
    options.config = at.configure(extra);
    return run_tail(options, at.io(), [](milliseconds) { return true; });
}

/// What stands in column "probe" or another one, line by line.
std::vector<std::string> words(std::string const& table, std::size_t column) {
    std::vector<std::string> out;
    std::istringstream lines(table);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream cells(line);
        std::string word;
        for (std::size_t i = 0; i <= column; ++i) {
            cells >> word;
        }
        out.push_back(word);
    }
    return out;
}

TEST(Tail, ShowsATableSortedByTime) {
    console at;
    event_store store(at.data());
    store.append(alert_at(3));
    store.append(result_at(2, "p", "a-long-name"));
    store.append(sent_at(1));
    EXPECT_EQ(tail(at, {}), exit_ok);
    EXPECT_EQ(
        at.out.str(),
        "TIME                      EVENT          PROBE    MAILBOX      WHAT\n"
        "2026-11-24T02:00:01.000Z  sent           inbound  anna         route relay took it: 250 "
        "2.0.0 Ok: queued as 4XyZ\n"
        "2026-11-24T02:00:02.000Z  result         p        a-long-name  delivered: seen in INBOX, "
        "UID 1, after 2s\n"
        "2026-11-24T02:00:03.000Z  alert opened   -        anna         critical, access: the "
        "mailbox can't be read\n"
    );
    EXPECT_THAT(at.err.str(), IsEmpty());
}

TEST(Tail, ShowsTheNewest) {
    console at;
    event_store store(at.data());
    std::vector<model::event> all;
    for (auto i = 1; i <= 300; ++i) {
        all.emplace_back(sent_at(i, "p" + std::to_string(i)));
    }
    store.append(all);
    store.append(result_at(299, "r", "bert"));
    EXPECT_EQ(tail(at, {.last = 3}), exit_ok);
    EXPECT_EQ(words(at.out.str(), 2), (std::vector<std::string>{"PROBE", "p299", "r", "p300"}));

    at.out.str("");
    EXPECT_EQ(tail(at, {}), exit_ok);
    EXPECT_EQ(words(at.out.str(), 2).size(), 21U);

    at.out.str("");
    EXPECT_EQ(tail(at, {.last = 0}), exit_ok);
    EXPECT_EQ(words(at.out.str(), 2), (std::vector<std::string>{"PROBE"}));

    at.out.str("");
    EXPECT_EQ(tail(at, {.all = true}), exit_ok);
    EXPECT_EQ(words(at.out.str(), 2).size(), 302U);
}

TEST(Tail, FiltersByProbeAndTypeHoweverLongAgo) {
    console at;
    event_store store(at.data());
    store.append(sent_at(1, "old"));
    store.append(result_at(2, "old"));
    store.append(alert_at(3));
    std::vector<model::event> all;
    for (auto i = 10; i < 300; ++i) {
        all.emplace_back(sent_at(i));
        all.emplace_back(result_at(i));
    }
    store.append(all);
    EXPECT_EQ(tail(at, {.probes = {"old", "none"}}), exit_ok);
    EXPECT_EQ(words(at.out.str(), 1), (std::vector<std::string>{"EVENT", "sent", "result"}));

    at.out.str("");
    EXPECT_EQ(tail(at, {.last = 2, .types = {"alert", "result"}}), exit_ok);
    EXPECT_EQ(words(at.out.str(), 1), (std::vector<std::string>{"EVENT", "result", "result"}));

    at.out.str("");
    EXPECT_EQ(tail(at, {.probes = {"old"}, .types = {"mail.sent"}}), exit_ok);
    EXPECT_EQ(words(at.out.str(), 1), (std::vector<std::string>{"EVENT", "sent"}));
}

TEST(Tail, WritesCloudEvents) {
    console at;
    event_store store(at.data());
    store.append(result_at(2));
    store.append(sent_at(1));
    EXPECT_EQ(tail(at, {.json = true}), exit_ok);
    EXPECT_EQ(
        at.out.str(),
        model::to_structured_json(model::to_cloudevent(sent_at(1), "test", "sender")) + "\n" +
            model::to_structured_json(model::to_cloudevent(result_at(2), "test", "sender")) + "\n"
    );
}

TEST(Tail, GoesOnBehindRecordsThatAreNoEvents) {
    console at;
    event_store store(at.data());
    auto const partition = model::partition_of("anna");
    store.append({store.topics().mail, partition, "anna", {{"ce_specversion", "0.3"}}, "{}"});
    auto unknown = model::to_cloudevent(sent_at(1), "test", "sender");
    unknown.type = "io.mailsonde.mail.\x1b[31m.v9";
    store.append({store.topics().mail, partition, "anna", model::to_headers(unknown), "{}"});
    store.append({store.topics().mail, partition, "anna", {}, std::nullopt});
    store.append(sent_at(2));
    EXPECT_EQ(tail(at, {}), exit_ok);
    EXPECT_EQ(words(at.out.str(), 1), (std::vector<std::string>{"EVENT", "sent"}));
    EXPECT_EQ(words(at.err.str(), 0).size(), 3U) << at.err.str();
    EXPECT_THAT(at.err.str(), HasSubstr("mailsonde: mailsonde.mail.v1/7, record "));
    EXPECT_THAT(at.err.str(), HasSubstr("io.mailsonde.mail.?[31m.v9"));

    at.err.str("");
    EXPECT_EQ(tail(at, {.last = 1}), exit_ok);
    EXPECT_THAT(at.err.str(), IsEmpty()) << "they are older than what was asked for";
}

TEST(Tail, WithoutALogSaysSoAndCreatesNone) {
    console at;
    for (auto const with_folder : {false, true}) {
        at.err.str("");
        EXPECT_EQ(tail(at, {}), exit_failed);
        EXPECT_EQ(
            at.err.str(),
            "mailsonde: there is no event log at " + at.data().string() +
                "; `mailsonde run` creates it\n"
        );
        EXPECT_EQ(std::filesystem::exists(at.data()), with_folder);
        std::filesystem::create_directory(at.data());
    }
    EXPECT_TRUE(std::filesystem::is_empty(at.data()));
    EXPECT_THAT(at.out.str(), IsEmpty());
}

TEST(Tail, RefusesWhatIsNoLog) {
    console at;
    at.box.write("data/events.sqlite", "This is a text that is long enough for a header, surely.");
    EXPECT_EQ(tail(at, {}), exit_failed);
    EXPECT_THAT(at.err.str(), HasSubstr("events.sqlite"));
}

TEST(Tail, NamesAPrefixThatIsNotThere) {
    console at;
    event_store const store(at.data(), "other");
    EXPECT_EQ(tail(at, {}), exit_failed);
    EXPECT_THAT(at.err.str(), HasSubstr("topics.prefix 'mailsonde'"));
    EXPECT_EQ(tail(at, {}, "topics: {prefix: other}"), exit_ok);
}

}  // namespace
}  // namespace mailsonde::cli
