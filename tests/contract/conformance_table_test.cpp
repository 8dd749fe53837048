#include "tests/contract/back_end.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

// docs/eventlog.md lists what every log guarantees and which tests prove it; the tests must exist.
namespace mailsonde::eventlog::contract {
namespace {

constexpr auto guarantees = 22;

/// Every test of this program: "Suite.Name", and "Suite.Name/back end" for those on each back end.
std::set<std::string> existing_tests() {
    std::set<std::string> out;
    auto const& all = *testing::UnitTest::GetInstance();
    for (auto i = 0; i < all.total_test_suite_count(); ++i) {
        auto const& suite = *all.GetTestSuite(i);
        std::string name = suite.name();
        name.erase(0, name.find('/') == std::string::npos ? 0 : name.find('/') + 1);
        for (auto k = 0; k < suite.total_test_count(); ++k) {
            out.insert(name + "." + suite.GetTestInfo(k)->name());
        }
    }
    return out;
}

/// The rows of the table by number: the names of tests in each.
std::map<int, std::vector<std::string>> documented_tests() {
    static std::regex const row(R"(\| (\d+) \|.*)");
    static std::regex const test(R"(`(\w+\.\w+)`)");
    std::map<int, std::vector<std::string>> out;
    std::ifstream page(MAILSONDE_SOURCE_DIR "/docs/eventlog.md");
    for (std::string line; std::getline(page, line);) {
        std::smatch number;
        if (!std::regex_match(line, number, row)) {
            continue;
        }
        auto& names = out[std::stoi(number[1])];
        std::sregex_iterator const end;
        for (std::sregex_iterator at(line.begin(), line.end(), test); at != end; ++at) {
            names.push_back((*at)[1]);
        }
    }
    return out;
}

TEST(ConformanceTable, NamesTestsThatExistOnEachBackEnd) {
    auto const existing = existing_tests();
    auto const documented = documented_tests();
    for (auto number = 1; number <= guarantees; ++number) {
        auto const row = documented.find(number);
        ASSERT_NE(row, documented.end()) << number << " has no row";
        EXPECT_FALSE(row->second.empty()) << number << " has no test";
        auto everywhere = 0;
        auto on_kafka = 0;
        for (auto const& name : row->second) {
            auto const on_each = std::ranges::all_of(clocked_back_ends, [&](auto const* back_end) {
                return existing.contains(name + "/" + back_end);
            });
            auto const known = on_each || existing.contains(name) || name.starts_with("Kafka");
            EXPECT_TRUE(known) << number << ": no test " << name;
            everywhere += on_each ? 1 : 0;
            on_kafka += existing.contains(name + "/kafka") ? 1 : 0;
        }
        EXPECT_GT(everywhere, 0) << number << " is proved for no more than one kind of log";
        // Clocks of the machine that runs the brokers can't be set by a test.
        if (all_back_ends().size() > clocked_back_ends.size() && number != 22) {
            EXPECT_GT(on_kafka, 0) << number << " is not proved on Kafka";
        }
    }
}

}  // namespace
}  // namespace mailsonde::eventlog::contract
