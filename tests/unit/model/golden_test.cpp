#include "tests/unit/model/golden_files.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace mailsonde::model {
namespace {

constexpr char const* how_to_regenerate =
    "\nIf the change is meant and only adds fields, write the files anew with "
    "MAILSONDE_WRITE_GOLDEN=1 and put them into docs/events.md, too.";

bool write_golden() {
    auto const* const wanted =
        std::getenv("MAILSONDE_WRITE_GOLDEN");  // NOLINT(concurrency-mt-unsafe): no thread sets it
    return wanted != nullptr && std::string_view(wanted) == "1";
}

TEST(GoldenEvents, AreThereForEveryType) {
    std::vector<std::string> types;
    for (auto const& one : samples()) {
        types.push_back(one.written.type);
    }
    EXPECT_EQ(types, event_types());
    auto const folder = std::filesystem::directory_iterator(source_path("tests/unit/model/golden"));
    EXPECT_EQ(std::distance(begin(folder), end(folder)), static_cast<long>(types.size()))
        << "a file without an event type" << how_to_regenerate;
}

TEST(GoldenEvents, AreWhatIsWritten) {
    for (auto const& one : samples()) {
        if (write_golden()) {
            std::ofstream(golden_path(one), std::ios::binary) << golden_text(one);
        }
        EXPECT_EQ(read_text(golden_path(one)), golden_text(one)) << one.name << how_to_regenerate;
    }
}

// Consumers hold events that were written long ago: what is in the files must stay readable even
// when the writer has learned to say more.
TEST(GoldenEvents, AreRead) {
    for (auto const& one : samples()) {
        cloudevent stored;
        stored.type = one.written.type;
        stored.data = golden_data(one).dump();
        auto const read = from_cloudevent(stored);
        ASSERT_TRUE(read) << one.name << ": " << read.error().text();
        EXPECT_EQ(*read, one.event) << one.name;
    }
}

TEST(GoldenEvents, AreOneLineWhenWritten) {
    for (auto const& one : samples()) {
        auto const line = to_structured_json(one.written);
        EXPECT_EQ(line.find('\n'), std::string::npos) << one.name;
        auto const golden = nlohmann::ordered_json::parse(read_text(golden_path(one)));
        EXPECT_EQ(line, golden.dump()) << one.name;
    }
}

}  // namespace
}  // namespace mailsonde::model
