// The way of a mail that arrives: looked for, found, told, deleted, forgotten.
#include "tests/unit/checker-service/checker_case.hpp"
#include "tests/unit/checker-service/looks.hpp"

#include <gmock/gmock.h>

namespace mailsonde::checker {
namespace {

using namespace std::chrono_literals;
using looks::expunged;
using looks::found;
using looks::header_of;
using looks::saw;
using model::mail_stage;
using testing::IsEmpty;
using testing::SizeIs;

class CheckerDelivery : public checker_case {};

TEST_F(CheckerDelivery, TheFirstLookComesWhenTheGraceIsOver) {
    auto const one = start();
    auto const mail = sent_mail();
    tell(mail);
    one->turn();
    EXPECT_EQ(stage_of(mail), mail_stage::pending);
    pass(15s - 1ms);
    one->turn();
    EXPECT_THAT(one->port.looks, IsEmpty());
    pass(1ms);
    one->turn();
    ASSERT_THAT(one->port.looks, SizeIs(1));
    auto const& asked = one->last_look();
    EXPECT_EQ(asked.mailbox, "anna");
    EXPECT_EQ(asked.request.since, mail.accepted_at - 24h);
    EXPECT_THAT(asked.request.marks, IsEmpty());
    EXPECT_THAT(asked.request.also_folders, IsEmpty());
    EXPECT_FALSE(asked.request.sweep) << "too early for folders that nobody watches";
}

TEST_F(CheckerDelivery, TheResultIsInTheLogBeforeAnythingIsDeleted) {
    auto const one = start();
    auto const mail = out_and_looked_for(*one);
    std::size_t told = 0;
    std::optional<mail_stage> stage;
    one->port.when_removing = [&] {
        told = results().size();
        stage = stage_of(mail);
    };
    auto seen = found(header_of(mail), now(), 42);
    seen.server_date = mail.accepted_at + 2s;
    one->answer(saw({found("Subject: hello\r\n", now(), 41), seen}, now()));
    ASSERT_THAT(one->port.removals, SizeIs(1));
    EXPECT_EQ(told, 1U);
    EXPECT_EQ(stage, mail_stage::deleting);

    auto const result = results().at(0);
    EXPECT_EQ(result.mail, mail.mail);
    EXPECT_EQ(result.outcome, model::outcome::delivered);
    EXPECT_TRUE(result.as_expected);
    EXPECT_EQ(result.copies, 1);
    EXPECT_EQ(result.looks, 1);
    EXPECT_EQ(result.labels, mail.judging.labels);
    auto const seen_there = sighting_of(result);
    EXPECT_EQ(seen_there.uid, 42);
    EXPECT_EQ(seen_there.delay, 2500ms) << "the middle of the server's second";
    EXPECT_EQ(seen_there.delay_at_most, 15s);

    auto const& removals = one->last_removal().removals;
    ASSERT_THAT(removals, SizeIs(1)) << "the other mail is none of ours";
    EXPECT_EQ(removals[0].place, seen.place);
}

TEST_F(CheckerDelivery, OnlyTheTestMailItselfMayBeDeleted) {
    auto const one = start();
    auto const mail = out_and_looked_for(*one);
    auto const header = header_of(mail);
    one->answer(saw({found(header, now())}, now()));
    ASSERT_THAT(one->port.removals, SizeIs(1));
    auto const& verify = one->last_removal().removals.at(0).verify;
    EXPECT_TRUE(verify(header));
    EXPECT_TRUE(one->last_removal().is_ours(header));

    auto forged = mail;
    forged.token.back() = forged.token.back() == 'a' ? 'b' : 'a';
    forged.message_id = forged.token + "@probe.example";
    auto elsewhere = sent_mail("bert");
    elsewhere.recipient = mail.recipient;
    for (auto const& other :
         {header_of(forged),
          header_of(elsewhere),
          "In-Reply-To: <" + mail.message_id + ">\r\n" + header,
          "Resent-From: bert@example.org\r\n" + header,
          "From: bert@example.org\r\nSubject: what is " + mail.token + "?\r\n\r\n",
          std::string()}) {
        EXPECT_FALSE(verify(other)) << other;
        EXPECT_FALSE(one->last_removal().is_ours(other)) << other;
    }
    auto const sibling = header_of(sent_mail());
    EXPECT_FALSE(verify(sibling)) << "another test mail has its own verdict";
    EXPECT_TRUE(one->last_removal().is_ours(sibling));
}

TEST_F(CheckerDelivery, ADeletedMailIsRememberedForAWhileThenForgotten) {
    auto const one = start();
    auto const mail = out_and_looked_for(*one);
    one->answer(saw({found(header_of(mail), now())}, now()));
    EXPECT_EQ(stage_of(mail), mail_stage::deleting);
    one->answer(expunged(one->last_removal().removals));
    EXPECT_EQ(stage_of(mail), mail_stage::settled);

    pass(mail.judging.deadline_at + 10min - 1ms - now());
    one->turn();
    EXPECT_EQ(stage_of(mail), mail_stage::settled);
    pass(1ms);
    one->turn();
    EXPECT_EQ(stage_of(mail), std::nullopt);
    EXPECT_THAT(one->port.looks, SizeIs(1));
    EXPECT_THAT(one->port.removals, SizeIs(1));
    EXPECT_THAT(results(), SizeIs(1));
    EXPECT_THAT(events<model::alert>(), IsEmpty());
}

TEST_F(CheckerDelivery, AllCopiesAreCountedAndDeleted) {
    auto const one = start();
    auto const mail = out_and_looked_for(*one);
    auto const header = header_of(mail);
    one->answer(
        saw({looks::found_in("Spam", folder_kind::junk, header, now()),
             found(header, now(), 8),
             found(header, now(), 9),
             found("References: <a@b>\r\n" + header, now(), 10)},
            now())
    );
    ASSERT_THAT(results(), SizeIs(1));
    EXPECT_EQ(results()[0].outcome, model::outcome::delivered);
    EXPECT_EQ(results()[0].copies, 4);
    std::vector<std::uint32_t> uids;
    for (auto const& removal : one->last_removal().removals) {
        uids.push_back(removal.place.uid);
    }
    EXPECT_THAT(uids, testing::UnorderedElementsAre(7, 8, 9)) << "not somebody's answer";
}

TEST_F(CheckerDelivery, ACopyThatComesLaterIsDeletedWithoutAnotherResult) {
    auto const one = start();
    auto const mail = out_and_looked_for(*one);
    one->answer(saw({found(header_of(mail), now())}, now()));
    one->answer(expunged(one->last_removal().removals));

    auto const next = out_and_looked_for(*one);
    one->answer(saw({found(header_of(mail), now(), 8)}, now()));
    EXPECT_EQ(stage_of(mail), mail_stage::deleting);
    ASSERT_THAT(one->port.removals, SizeIs(2));
    ASSERT_THAT(one->last_removal().removals, SizeIs(1));
    EXPECT_EQ(one->last_removal().removals[0].place.uid, 8U);
    EXPECT_TRUE(one->last_removal().removals[0].verify(header_of(mail)));
    one->answer(expunged(one->last_removal().removals));
    EXPECT_EQ(stage_of(mail), mail_stage::settled);
    EXPECT_EQ(stage_of(next), mail_stage::pending);
    EXPECT_THAT(results(), SizeIs(1));
}

TEST_F(CheckerDelivery, SomebodysAnswerToTheMailProvesNothing) {
    auto const one = start();
    auto const mail = out_and_looked_for(*one);
    auto const answer = "In-Reply-To: <" + mail.message_id + ">\r\nSubject: Re: " + mail.token +
                        "\r\nX-Mailsonde-Token: " + mail.token + "\r\n\r\n";
    one->answer(saw({found(answer, now())}, now()));
    EXPECT_THAT(results(), IsEmpty());
    EXPECT_THAT(one->port.removals, IsEmpty());
    pass(100ms);
    one->turn();
    EXPECT_THAT(one->port.looks, SizeIs(2)) << "the mail itself is still out";
}

}  // namespace
}  // namespace mailsonde::checker
