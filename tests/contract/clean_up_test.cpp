#include "tests/contract/contract_test.hpp"

#include <gmock/gmock.h>

namespace mailsonde::eventlog::contract {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

using CleanUp = contract_test;  // NOLINT(readability-identifier-naming): names a GoogleTest suite

std::vector<std::string> shown(log& at, topic_options const& topic) {
    std::vector<std::string> out;
    for (auto const& one : at.restore(topic.name, 0, 0).value().records) {
        out.push_back(
            one.data.key.value_or("(null)") + "=" + one.data.value.value_or("(null)") + "@" +
            std::to_string(one.offset)
        );
    }
    return out;
}

void put(test_member& by, topic_options const& topic, std::string const& key, char const* value) {
    auto const written = value == nullptr ? std::nullopt : std::optional<std::string>(value);
    ASSERT_EQ(by.commit({{make_record(topic, 0, key, written)}, {}}), commit_outcome::ok);
}

TEST_P(CleanUp, KeepsTheNewestOfEachKeyInItsPlace) {
    auto const one = sole_member();
    put(*one, state, "a", "1");  // offset 0
    put(*one, state, "b", "1");  // 2
    put(*one, state, "a", "2");  // 4
    put(*one, state, "c", "1");  // 6
    put(*one, state, "a", "");   // 8
    put(*one, state, "", "x");   // 10
    auto const end = the_log().restore(state.name, 0, 0).value().end;
    ASSERT_TRUE(the_log().clean_up());
    EXPECT_THAT(shown(elsewhere(), state), ElementsAre("b=1@2", "c=1@6", "a=@8", "=x@10"));
    EXPECT_EQ(elsewhere().restore(state.name, 0, 0).value().end, end);
    put(*one, state, "b", "2");
    EXPECT_EQ(shown(the_log(), state).back(), "b=2@12") << "offsets are never used again";
}

TEST_P(CleanUp, KeepsATombstoneForADayAndThenNothingOfItsKey) {
    auto const one = sole_member();
    put(*one, state, "a", "1");
    put(*one, state, "b", "1");
    put(*one, state, "a", nullptr);
    ASSERT_TRUE(the_log().clean_up());
    EXPECT_THAT(shown(elsewhere(), state), ElementsAre("b=1@2", "a=(null)@4"));
    clock.wall += 24h - 1ms;
    ASSERT_TRUE(elsewhere().clean_up());
    EXPECT_THAT(shown(the_log(), state), ElementsAre("b=1@2", "a=(null)@4"));
    clock.wall += 1ms;
    ASSERT_TRUE(elsewhere().clean_up());
    EXPECT_THAT(shown(the_log(), state), ElementsAre("b=1@2"));
}

TEST_P(CleanUp, AKeyThatComesBackAfterItsTombstoneStays) {
    auto const one = sole_member();
    put(*one, state, "a", "1");
    put(*one, state, "a", nullptr);
    clock.wall += 48h;
    put(*one, state, "a", "2");
    ASSERT_TRUE(the_log().clean_up());
    EXPECT_THAT(shown(elsewhere(), state), ElementsAre("a=2@4"));
}

TEST_P(CleanUp, RestoringACompactedLogGivesTheSameState) {
    auto const one = sole_member();
    std::map<std::string, std::string> expected;
    for (auto i = 0; i < 200; ++i) {
        auto const key = "k" + std::to_string(i * 7 % 13);
        auto const value = std::to_string(i);
        if (i % 5 == 0) {
            put(*one, state, key, nullptr);
            expected.erase(key);
        } else {
            put(*one, state, key, value.c_str());
            expected[key] = value;
        }
        if (i % 40 == 39) {
            clock.wall += 13h;
            ASSERT_TRUE(the_log().clean_up());
        }
        std::map<std::string, std::string> restored;
        for (auto const& record : elsewhere().restore(state.name, 0, 0).value().records) {
            restored.erase(*record.data.key);
            if (record.data.value) {
                restored[*record.data.key] = *record.data.value;
            }
        }
        ASSERT_EQ(restored, expected) << i;
    }
}

TEST_P(CleanUp, DropsEventsPastTheirRetentionAndNoOthers) {
    auto const one = sole_member();
    put(*one, mail, "k", "old");
    put(*one, results, "k", "kept for ever");
    clock.wall += 1h;
    put(*one, mail, "k", "young");
    clock.wall += mail.retention - 1h - 1ms;
    ASSERT_TRUE(the_log().clean_up());
    EXPECT_THAT(shown(elsewhere(), mail), ElementsAre("k=old@0", "k=young@2"));
    clock.wall += 1ms;
    ASSERT_TRUE(the_log().clean_up());
    EXPECT_THAT(shown(elsewhere(), mail), ElementsAre("k=young@2"));
    EXPECT_THAT(shown(elsewhere(), results), ElementsAre("k=kept for ever@0"));
    clock.wall += 1h;
    ASSERT_TRUE(the_log().clean_up());
    EXPECT_THAT(shown(elsewhere(), mail), IsEmpty());
    EXPECT_EQ(elsewhere().restore(mail.name, 0, 0).value().end, 4);
}

TEST_P(CleanUp, ANewRetentionCounts) {
    auto const one = sole_member();
    put(*one, mail, "k", "old");
    auto shorter = mail;
    shorter.retention = 1min;
    ASSERT_TRUE(elsewhere().ensure_topics({shorter}));
    clock.wall += 1min;
    ASSERT_TRUE(the_log().clean_up());
    EXPECT_THAT(shown(elsewhere(), mail), IsEmpty());
}

TEST_P(CleanUp, LeavesAReaderInTheMiddleAlone) {
    auto const one = sole_member();
    for (auto const* const value : {"1", "2", "3"}) {
        put(*one, mail, "k", value);
    }
    EXPECT_THAT(values_of(one->poll(1)), ElementsAre("1"));
    clock.wall += mail.retention;
    ASSERT_TRUE(elsewhere().clean_up());
    put(*one, mail, "k", "4");
    EXPECT_THAT(values_of(one->poll()), ElementsAre("4"));
}

TEST_P(CleanUp, DropsManyAtOnce) {
    auto const one = sole_member();
    transaction work;
    for (auto i = 0; i < 1'203; ++i) {
        work.appends.push_back(make_record(state, 0, "k" + std::to_string(i % 3), "x"));
    }
    ASSERT_EQ(one->commit(work), commit_outcome::ok);
    ASSERT_TRUE(the_log().clean_up());
    EXPECT_THAT(shown(elsewhere(), state), ElementsAre("k0=x@1200", "k1=x@1201", "k2=x@1202"));
}

INSTANTIATE_TEST_SUITE_P(
    Contract,
    CleanUp,
    testing::ValuesIn(clocked_back_ends),
    [](auto const& info) { return std::string(info.param); }
);

}  // namespace
}  // namespace mailsonde::eventlog::contract
