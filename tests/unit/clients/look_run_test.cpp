#include "shared/clients/look_run.hpp"

#include "shared/net/net_errc.hpp"
#include "shared/wire/imap/imap_errc.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace mailsonde::clients {
namespace {

using testing::ElementsAre;
using wire::imap::folder;
using wire::imap::folder_look;
using wire::imap::imap_errc;

std::string const token = "ms1." + std::string(26, 'a') + "." + std::string(26, 'b');
auto const since = instant(milliseconds(1'795'485'600'000));
auto const arrived = since + milliseconds(5'000);

folder listed(std::string raw_name, std::vector<std::string> attributes = {}) {
    auto made = folder::from({std::move(attributes), '.', std::move(raw_name)});
    made.uid_next = 9;
    return made;
}

std::vector<folder> const mailbox{
    listed("INBOX"), listed("Spam", {"\\Junk"}), listed("Pr&APw-fung"), listed("Trash")
};

look_request request(std::vector<model::folder_mark> marks = {}, bool sweep = false) {
    return {std::move(marks), since, {"Prüfung"}, sweep};
}

look_run begun(look_request asked = request()) {
    look_run run(std::move(asked), {});
    run.choose(mailbox);
    return run;
}

folder_look read(std::string raw_name, std::uint32_t next_uid, bool more = false) {
    folder_look look;
    look.raw_name = std::move(raw_name);
    look.uid_validity = 1;
    look.next_uid = next_uid;
    look.more = more;
    return look;
}

folder_look refused(std::string raw_name, imap_errc why) {
    folder_look look;
    look.raw_name = std::move(raw_name);
    look.failure = fail(why, "NO \x1b[2J");
    return look;
}

std::vector<folder_look> all_read() {
    return {read("INBOX", 9), read("Spam", 4), read("Pr&APw-fung", 2)};
}

wire::imap::seen_message message(std::uint32_t uid, std::string header) {
    return {uid, arrived, std::nullopt, {}, std::move(header)};
}

TEST(LookRun, AsksForEachFolderFromItsMarkOn) {
    auto const run = begun(request({{"inbox", 7, 5}, {"Gone", 7, 5}}));
    auto const round = run.next_round().folders;
    ASSERT_EQ(round.size(), 3U);
    EXPECT_EQ(round[0].raw_name, "INBOX");
    EXPECT_EQ(round[0].uid_validity, 7U);
    EXPECT_EQ(round[0].first_uid, 5U);
    EXPECT_EQ(round[0].since, since);
    EXPECT_EQ(round[0].uid_next, 9U);
    EXPECT_EQ(round[2].raw_name, "Pr&APw-fung");
    EXPECT_EQ(round[2].first_uid, std::nullopt);
    EXPECT_EQ(round[2].since, since);
}

TEST(LookRun, AsksForLongFieldsOnlyWhereTheyAreWanted) {
    auto const usual = begun().next_round().fields;
    EXPECT_THAT(usual, ElementsAre("X-Mailsonde-Token", "Message-ID", "Subject"));
    auto wanted = request({});
    wanted.derivation = true;
    EXPECT_THAT(
        begun(wanted).next_round().fields,
        ElementsAre(
            "X-Mailsonde-Token",
            "Message-ID",
            "Subject",
            "In-Reply-To",
            "References",
            "Resent-From",
            "Resent-Date"
        )
    );
}

TEST(LookRun, ReportsWhatIsOfTokenShapeAndWhereItLies) {
    auto run = begun();
    auto looks = all_read();
    looks[0].messages = {message(3, "Subject: lunch?\r\n\r\n")};
    looks[1].messages = {message(2, "Message-ID: <" + token + "@a.example>\r\n\r\n")};
    looks[2].messages = {message(1, "Subject: [" + token + "]\r\n\r\n")};
    looks[2].messages[0].save_date = since;
    auto const before = wall_now();
    run.take(looks, 0);
    auto const report = std::move(run).report();
    ASSERT_EQ(report.mails.size(), 2U);
    EXPECT_EQ(report.mails[0].place, (model::mail_place{"Spam", 1, 2}));
    EXPECT_EQ(report.mails[0].kind, folder_kind::junk);
    EXPECT_EQ(report.mails[0].server_date, arrived);
    EXPECT_GE(report.mails[0].seen_at, before);
    EXPECT_EQ(report.mails[1].folder_name, "Prüfung");
    EXPECT_EQ(report.mails[1].kind, folder_kind::watched);
    EXPECT_EQ(report.mails[1].server_date, since) << "SAVEDATE knows better";
    EXPECT_TRUE(report.complete);
}

TEST(LookRun, KeepsNoEndlessHeaders) {
    auto run = begun();
    auto looks = all_read();
    looks[0].messages = {message(3, "Subject: " + token + " " + std::string(100'000, 'x'))};
    run.take(looks, 0);
    EXPECT_LT(std::move(run).report().mails.at(0).header.size(), 10'000U);
}

TEST(LookRun, RepeatsNoMarkThatHasNotMoved) {
    auto run = begun(request({{"INBOX", 1, 9}, {"Spam", 1, 3}, {"Trash", 1, 3}}));
    run.take(all_read(), 0);
    EXPECT_THAT(
        std::move(run).report().marks,
        ElementsAre(model::folder_mark{"Spam", 1, 4}, model::folder_mark{"Pr&APw-fung", 1, 2})
    );
}

TEST(LookRun, ReadsOnWhereMoreIs) {
    auto run = begun();
    auto looks = all_read();
    looks[1].more = true;
    run.take(looks, 0);
    ASSERT_TRUE(run.wants_round());
    auto const round = run.next_round().folders;
    ASSERT_EQ(round.size(), 1U);
    EXPECT_EQ(round[0].raw_name, "Spam");
    EXPECT_EQ(round[0].first_uid, 4U);
    EXPECT_EQ(round[0].uid_validity, 1U);
    run.take({read("Spam", 6)}, 0);
    EXPECT_FALSE(run.wants_round());
    auto const report = std::move(run).report();
    EXPECT_TRUE(report.complete);
    EXPECT_EQ(report.marks.at(1), (model::folder_mark{"Spam", 1, 6}));
}

TEST(LookRun, DoesNotReadForEver) {
    auto run = begun();
    std::uint32_t rounds = 0;
    for (; run.wants_round() && rounds < 1'000; ++rounds) {
        run.take({read("INBOX", 9 + rounds, true), read("Spam", 4), read("x", 2)}, 0);
    }
    EXPECT_EQ(rounds, 64U);
    auto const report = std::move(run).report();
    EXPECT_FALSE(report.complete);
    EXPECT_EQ(report.failure, std::nullopt);
    EXPECT_EQ(report.marks.at(0), (model::folder_mark{"INBOX", 1, 72}));
}

TEST(LookRun, LeavesWhatIsTooMuchToTheNextLook) {
    auto run = begun();
    auto looks = all_read();
    for (std::uint32_t uid = 1; uid <= 1'500; ++uid) {
        looks[0].messages.push_back(message(uid, token));
    }
    looks[0].next_uid = 1'501;
    looks[1].messages = {message(2, "Subject: lunch?")};
    run.take(looks, 0);
    EXPECT_FALSE(run.wants_round());
    auto const report = std::move(run).report();
    EXPECT_EQ(report.mails.size(), 1'000U);
    EXPECT_FALSE(report.complete);
    EXPECT_FALSE(report.swept);
    EXPECT_TRUE(report.unreadable.empty()) << "nothing is wrong with that folder";
    EXPECT_EQ(report.marks.at(0), (model::folder_mark{"INBOX", 1, 1'001}));
    EXPECT_EQ(report.marks.at(1), (model::folder_mark{"Spam", 1, 4}));
}

TEST(LookRun, NamesAHundredUnreadableFoldersAtMost) {
    look_run run(request({}, true), {});
    std::vector<folder> folders;
    std::vector<folder_look> looks;
    for (auto number = 0; number < 200; ++number) {
        folders.push_back(listed("INBOX." + std::to_string(number)));
        looks.push_back(refused(folders.back().raw_name, imap_errc::unavailable));
    }
    run.choose(folders);
    looks.insert(looks.begin(), read("INBOX", 9));
    run.take(looks, 0);
    auto const report = std::move(run).report();
    EXPECT_EQ(report.unreadable.size(), 100U);
    EXPECT_FALSE(report.complete);
}

TEST(LookRun, AnUnreadableFolderMakesTheLookIncompleteAndSpoilsNoOther) {
    auto run = begun(request({{"Spam", 1, 3}}));
    auto looks = all_read();
    looks[1] = refused("Spam", imap_errc::unavailable);
    looks[2].messages = {message(1, token)};
    run.take(looks, 0);
    EXPECT_FALSE(run.wants_round());
    EXPECT_FALSE(run.list_is_stale());
    auto const report = std::move(run).report();
    EXPECT_FALSE(report.complete);
    EXPECT_EQ(report.failure, std::nullopt);
    ASSERT_EQ(report.unreadable.size(), 1U);
    EXPECT_TRUE(report.unreadable[0].starts_with("Spam: ")) << report.unreadable[0];
    EXPECT_EQ(report.unreadable[0].find('\x1b'), std::string::npos);
    EXPECT_EQ(report.mails.size(), 1U);
    EXPECT_THAT(
        report.marks,
        ElementsAre(model::folder_mark{"INBOX", 1, 9}, model::folder_mark{"Pr&APw-fung", 1, 2})
    );
}

TEST(LookRun, AFolderThatIsGoneMakesTheListStale) {
    auto run = begun();
    auto looks = all_read();
    looks[1] = refused("Spam", imap_errc::no_such_folder);
    run.take(looks, 0);
    EXPECT_TRUE(run.list_is_stale());
    EXPECT_FALSE(std::move(run).report().complete) << "it may have been renamed";
}

TEST(LookRun, MailsRemovedByOthersMakeTheLookIncomplete) {
    auto run = begun();
    run.take(all_read(), 1);
    auto const report = std::move(run).report();
    EXPECT_FALSE(report.complete);
    EXPECT_TRUE(report.unreadable.empty());
}

TEST(LookRun, IsAFailureIfNothingWasRead) {
    auto run = begun(request({}, true));
    run.break_off(fail(net::net_errc::connection_lost));
    EXPECT_FALSE(run.wants_round());
    auto const report = std::move(run).report();
    ASSERT_TRUE(report.failure.has_value());
    EXPECT_EQ(report.failure->code, error_code(net::net_errc::connection_lost));
    EXPECT_FALSE(report.complete);
    EXPECT_FALSE(report.swept);
    EXPECT_TRUE(report.marks.empty());
}

TEST(LookRun, KeepsWhatWasReadBeforeTheConnectionBroke) {
    auto run = begun(request({}, true));
    auto looks = all_read();
    looks.push_back(read("Trash", 3, true));
    looks[0].messages = {message(3, token)};
    run.take(looks, 0);
    run.break_off(fail(net::net_errc::connection_lost));
    auto const report = std::move(run).report();
    EXPECT_EQ(report.failure, std::nullopt);
    EXPECT_EQ(report.mails.size(), 1U);
    EXPECT_EQ(report.marks.size(), 4U);
    EXPECT_FALSE(report.complete);
    EXPECT_FALSE(report.swept);
    ASSERT_EQ(report.unreadable.size(), 1U);
    EXPECT_TRUE(report.unreadable[0].starts_with("Trash: connection lost"));
}

TEST(LookRun, ASweepReadsTheOtherFolders) {
    auto run = begun(request({}, true));
    EXPECT_TRUE(run.listing().status_of_all);
    auto looks = all_read();
    looks.push_back(read("Trash", 3));
    looks[3].messages = {message(1, token)};
    run.take(looks, 0);
    auto const report = std::move(run).report();
    EXPECT_TRUE(report.swept);
    EXPECT_TRUE(report.complete);
    EXPECT_EQ(report.mails.at(0).kind, folder_kind::other);
}

}  // namespace
}  // namespace mailsonde::clients
