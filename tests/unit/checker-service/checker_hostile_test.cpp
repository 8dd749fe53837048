// A mailbox whose server shows more and more: it may stop no commit, since the checker of all other
// mailboxes waits for it, and may not take our memory bit by bit.
#include "tests/unit/checker-service/checker_case.hpp"
#include "tests/unit/checker-service/looks.hpp"

#include <gmock/gmock.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace mailsonde::checker {
namespace {

using namespace std::chrono_literals;
using looks::found;
using looks::header_of;
using looks::saw;
using looks::saw_nothing;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

std::string long_name(int number) {
    return std::to_string(number) + std::string(1'000, 'x');
}

class CheckerHostile : public checker_case {};

TEST_F(CheckerHostile, MoreFoldersThanARecordHolds) {
    auto const one = start();
    auto const mail = out_and_looked_for(*one);
    auto report = saw({found(header_of(mail), now())}, now());
    for (auto i = 0; i < 5'000; ++i) {
        report.marks.push_back({long_name(i), 1, 2});
    }
    one->answer(report);
    EXPECT_THAT(results(), SizeIs(1));
    auto const state = stored_state();
    auto const* const marks = state.marks_of("anna");
    ASSERT_NE(marks, nullptr);
    EXPECT_THAT(marks->folders, Not(IsEmpty())) << "as many as there is room for";
}

TEST_F(CheckerHostile, NamesThatJsonMakesSixTimesAsLong) {
    auto const one = start();
    auto const mail = out_and_looked_for(*one);
    auto report = saw({found(header_of(mail), now())}, now());
    for (auto i = 0; i < 1'000; ++i) {
        report.marks.push_back({std::to_string(i) + std::string(900, '\x01'), 1, 2});
    }
    one->answer(report);
    EXPECT_THAT(results(), SizeIs(1));
}

TEST_F(CheckerHostile, OtherFoldersAtEachLook) {
    auto const one = start();
    static_cast<void>(out_and_looked_for(*one));
    for (auto look = 0; look < 5; ++look) {
        auto report = saw_nothing(now());
        report.marks = {{"INBOX", 1, static_cast<std::uint32_t>(look + 2)}};
        for (auto i = 0; i < 4'000; ++i) {
            report.marks.push_back({std::to_string(look * 4'000 + i), 1, 2});
        }
        one->answer(report);
        pass(10s);
        one->turn();
    }
    auto const& marks = one->last_look().request.marks;
    EXPECT_THAT(marks, SizeIs(10'000));
    EXPECT_THAT(marks, testing::Contains(model::folder_mark{"INBOX", 1, 6}))
        << "known ones move on";
}

TEST_F(CheckerHostile, AThousandCopiesOfAMail) {
    auto const one = start();
    auto const mail = out_and_looked_for(*one);
    std::vector<clients::found_mail> copies;
    for (auto i = 0; i < 1'000; ++i) {
        // JSON spells each quotation mark in two octets.
        auto const folder = std::to_string(i) + std::string(1'000, '"');
        copies.push_back(
            looks::found_in(folder, clients::folder_kind::other, header_of(mail), now())
        );
    }
    one->answer(saw(std::move(copies), now()));
    ASSERT_THAT(results(), SizeIs(1));
    EXPECT_EQ(results()[0].copies, 1'000);
    ASSERT_THAT(one->port.removals, SizeIs(1));
    EXPECT_THAT(one->last_removal().removals, Not(IsEmpty()));
}

TEST_F(CheckerHostile, AThousandMailsThatNobodyClaims) {
    auto const one = start();
    static_cast<void>(out_and_looked_for(*one));
    auto const old = sent_mail();
    pass(1s);
    auto const early = sent_mail();
    std::vector<clients::found_mail> mails;
    for (std::uint32_t uid = 1; uid <= 1'000; ++uid) {
        mails.push_back(found(header_of(old), now(), uid));
    }
    mails.push_back(found(header_of(early), now(), 1'001));
    one->answer(saw(std::move(mails), now()));
    tell(early);
    one->turn();
    ASSERT_THAT(results(), SizeIs(1)) << "the newest are kept";
    EXPECT_EQ(results()[0].mail, early.mail);
}

}  // namespace
}  // namespace mailsonde::checker
