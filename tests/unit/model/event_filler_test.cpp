#include "tests/unit/model/event_filler.hpp"

#include <gtest/gtest.h>

namespace mailsonde::model {
namespace {

template <class T>
class Fields : public testing::Test {};

using structs_with_fields = testing::Types<
    mail_ref,
    smtp_exchange,
    judging,
    mail_scheduled,
    mail_sent,
    mail_deferred,
    mail_send_failed,
    mail_send_unknown,
    mail_gap,
    sighting,
    mail_result,
    mail_late,
    alert,
    probe_state,
    open_send,
    mail_place,
    mail_state,
    folder_mark,
    mailbox_marks,
    login_pause,
    route_pause>;
TYPED_TEST_SUITE(Fields, structs_with_fields);

// A member that is added to a struct but not to its list would be lost without a word.
TYPED_TEST(Fields, ListEveryMember) {
    EXPECT_EQ(listed_fields<TypeParam>(), declared_members<TypeParam>);
}

TYPED_TEST(Fields, AreFilledWithSomethingElseThanTheirDefaults) {
    EXPECT_NE(filled<TypeParam>(), TypeParam{});
}

}  // namespace
}  // namespace mailsonde::model
