#include "shared/model/cloudevent.hpp"
#include "tests/unit/model/golden_files.hpp"
#include "tests/unit/model/schema_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <vector>

// What was once written stays readable: fixtures/README.md has the rule.
namespace mailsonde::model {
namespace {

using nlohmann::json;

struct fixture {
    std::string file;
    cloudevent stored;

    /// "mail.sent.v1", as the file's name says.
    [[nodiscard]] std::string type() const {
        auto const number = file.rfind('.', file.rfind('.') - 1);
        return file.substr(0, number);
    }
};

cloudevent parse_record(std::string const& text) {
    event_headers headers;
    std::size_t at = 0;
    for (auto end = text.find('\n'); end != at; end = text.find('\n', at)) {
        auto const line = text.substr(at, end - at);
        auto const colon = line.find(": ");
        headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
        at = end + 1;
    }
    auto read = from_headers(headers, std::string_view(text).substr(at + 1));
    return read ? *std::move(read) : throw std::runtime_error(read.error().text());
}

std::vector<fixture> fixtures() {
    std::vector<fixture> out;
    auto const folder = source_path("tests/unit/model/fixtures");
    for (auto const& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() == ".txt") {
            auto const path = entry.path().string();
            out.push_back({entry.path().filename().string(), parse_record(read_text(path))});
        }
    }
    return out;
}

TEST(EventFixtures, AreReadWithoutLosingAField) {
    for (auto const& one : fixtures()) {
        ASSERT_EQ(one.stored.type, "io.mailsonde." + one.type()) << one.file;
        auto const read = from_cloudevent(one.stored);
        ASSERT_TRUE(read) << one.file << ": " << read.error().text();
        auto const again = to_cloudevent(*read, "acme-prod", "sender");
        EXPECT_EQ(again.id, one.stored.id) << one.file;
        EXPECT_EQ(again.time, one.stored.time) << one.file;
        EXPECT_EQ(again.partitionkey, one.stored.partitionkey) << one.file;
        auto const written = json::parse(again.data);
        auto merged = written;
        merged.merge_patch(json::parse(one.stored.data));
        EXPECT_EQ(merged, written) << one.file;
    }
}

TEST(EventFixtures, AreValidUnderTodaysSchemas) {
    schema_file const envelope("cloudevent");
    for (auto const& one : fixtures()) {
        auto const whole = json::parse(to_structured_json(one.stored));
        EXPECT_EQ(envelope.objection(whole), "") << one.file;
        EXPECT_EQ(schema_file(one.type()).objection(whole.at("data")), "") << one.file;
    }
}

TEST(EventFixtures, HoldEveryFieldOfEveryType) {
    std::map<std::string, std::vector<json>> known;
    for (auto const& one : fixtures()) {
        known[one.stored.type].push_back(json::parse(one.stored.data));
    }
    for (auto const& one : samples()) {
        auto const& records = known[one.written.type];
        for (auto const& property : schema_file(one.name).properties()) {
            EXPECT_TRUE(std::any_of(
                records.begin(),
                records.end(),
                [&](json const& data) { return data.contains(property.at); }
            )) << "add a fixture of "
               << one.name << " with " << property.at;
        }
    }
}

}  // namespace
}  // namespace mailsonde::model
