#include "shared/model/state.hpp"

#include "shared/model/model_errc.hpp"
#include "tests/unit/model/event_filler.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace mailsonde::model {
namespace {

using nlohmann::json;

template <class T>
class State : public testing::Test {};

using states = testing::Types<
    probe_state,
    open_send,
    mail_state,
    mailbox_marks,
    login_pause,
    route_pause,
    next_position,
    alert>;
TYPED_TEST_SUITE(State, states);

TYPED_TEST(State, ComesBackWithEveryField) {
    auto const value = filled<TypeParam>();
    auto const read = from_json<TypeParam>(to_json(value));
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(*read, value);
}

TYPED_TEST(State, ComesBackEmpty) {
    auto const read = from_json<TypeParam>(to_json(TypeParam{}));
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(*read, TypeParam{});
}

TYPED_TEST(State, IsRefusedWithoutAnyOneOfItsFields) {
    auto const whole = json::parse(to_json(filled<TypeParam>()));
    for (auto const& [name, value] : whole.items()) {
        auto part = whole;
        part.erase(name);
        auto const read = from_json<TypeParam>(part.dump());
        ASSERT_FALSE(read) << name;
        EXPECT_EQ(read.error().code, model_errc::malformed_json);
        EXPECT_EQ(read.error().detail, name + " is missing");
    }
}

TYPED_TEST(State, IsRefusedIfAnyOneOfItsFieldsIsOfAnotherType) {
    auto const whole = json::parse(to_json(filled<TypeParam>()));
    for (auto const& [name, value] : whole.items()) {
        auto changed = whole;
        changed[name] = value.is_number() ? json("7") : json(7);
        auto const read = from_json<TypeParam>(changed.dump());
        ASSERT_FALSE(read) << name;
        EXPECT_THAT(read.error().detail, testing::StartsWith(name + ": "));
    }
}

TYPED_TEST(State, OfALaterVersionIsRead) {
    auto grown = json::parse(to_json(filled<TypeParam>()));
    grown["weather"] = "fine";
    EXPECT_EQ(from_json<TypeParam>(grown.dump()).value(), filled<TypeParam>());
}

TYPED_TEST(State, IsRefusedIfItIsNoJsonObject) {
    for (std::string const text : {"", "{", "null", "[]", "7", "{}}", "\xff"}) {
        auto const read = from_json<TypeParam>(text);
        ASSERT_FALSE(read) << text;
        EXPECT_EQ(read.error().code, model_errc::malformed_json);
    }
}

TEST(MailState, IsRefusedIfItsPartsAreMalformed) {
    struct {
        std::string pointer;
        json value;
        std::string detail;
    } const table[] = {
        {"/stage", "done", "stage: unknown value"},
        {"/mail/slot", "2026-13-01T00:00:00.000Z", "mail: slot: not an RFC 3339 time"},
        {"/watch_until", "2026-11-24", "watch_until: not an RFC 3339 time"},
        {"/places/0", "INBOX", "places: not a JSON object"},
        {"/places/0/uid", -1, "places: uid: out of range"},
        {"/places/0/uid", 4'294'967'296, "places: uid: out of range"},
        {"/places/1/uid_validity", 1.0, "places: uid_validity: not an integer"},
        {"/places", {{"0", "x"}}, "places: not a JSON array"},
        {"/judging/grace_ms", false, "judging: grace_ms: not an integer"},
    };

    for (auto const& [pointer, value, detail] : table) {
        auto state = json::parse(to_json(filled<mail_state>()));
        state.at(json::json_pointer(pointer)) = value;
        auto const read = from_json<mail_state>(state.dump());
        ASSERT_FALSE(read) << pointer;
        EXPECT_EQ(read.error().detail, detail);
    }
}

TEST(MailState, KeepsTheLargestUid) {
    auto state = filled<mail_state>();
    state.places = {{"INBOX", 4'294'967'295U, 4'294'967'295U}};
    EXPECT_EQ(from_json<mail_state>(to_json(state)).value(), state);
}

TEST(MailState, HasEveryStage) {
    for (auto const stage : {mail_stage::pending, mail_stage::deleting, mail_stage::late_watch}) {
        auto state = filled<mail_state>();
        state.stage = stage;
        EXPECT_EQ(from_json<mail_state>(to_json(state)).value().stage, stage);
    }
}

}  // namespace
}  // namespace mailsonde::model
