#include "shared/model/events.hpp"
#include "shared/model/topics.hpp"
#include "tests/unit/model/golden_files.hpp"
#include "tests/unit/model/schema_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace mailsonde::model {
namespace {

using testing::HasSubstr;

std::string page() {
    return read_text(source_path("docs/events.md"));
}

/// The contents of all blocks fenced as json.
std::vector<std::string> json_blocks(std::string const& text) {
    constexpr std::string_view open = "\n```json\n";
    constexpr std::string_view close = "\n```\n";
    std::vector<std::string> out;
    for (auto at = text.find(open); at != std::string::npos; at = text.find(open, at)) {
        at += open.size();
        auto const end = text.find(close, at);
        out.push_back(text.substr(at, end + 1 - at));
    }
    return out;
}

TEST(EventsPage, ShowsTheGoldenFileOfEveryTypeAndNothingElse) {
    std::multiset<std::string> golden;
    for (auto const& one : samples()) {
        golden.insert(read_text(golden_path(one)));
    }
    auto const blocks = json_blocks(page());
    EXPECT_EQ(std::multiset<std::string>(blocks.begin(), blocks.end()), golden)
        << "copy tests/unit/model/golden/*.json into docs/events.md";
}

TEST(EventsPage, NamesEveryTypeWithItsSchema) {
    auto const text = page();
    for (auto const& one : samples()) {
        EXPECT_THAT(text, HasSubstr("`" + one.written.type + "`"));
        EXPECT_THAT(text, HasSubstr("shared/model/schemas/" + one.name + ".schema.json"));
    }
}

TEST(EventsPage, NamesTheTopicsAndTheirPartitions) {
    auto const text = page();
    topics const names("mailsonde");
    for (auto const& name :
         {names.mail, names.result, names.alert, names.sender_state, names.checker_state}) {
        EXPECT_THAT(text, HasSubstr("`" + name + "`"));
    }
    EXPECT_THAT(text, HasSubstr("% " + std::to_string(partition_count)));
    EXPECT_THAT(text, HasSubstr("`anna` is in partition " + std::to_string(partition_of("anna"))));
}

TEST(EventsPage, ExplainsEveryValueOfEveryEnumeration) {
    auto const text = page();
    for (auto const& one : samples()) {
        for (auto const& property : schema_file(one.name).properties()) {
            for (auto const& value : property.schema.value("enum", std::vector<std::string>())) {
                EXPECT_THAT(text, HasSubstr("`" + value + "`")) << property.at;
            }
        }
    }
}

TEST(EventsPage, ShowsTheHeadersThatAreWritten) {
    auto const text = page();
    for (auto const& [name, value] : to_headers(samples().at(1).written)) {
        EXPECT_THAT(text, HasSubstr("\n" + name + ": " + value + "\n"));
    }
}

}  // namespace
}  // namespace mailsonde::model
