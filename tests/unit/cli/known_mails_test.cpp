#include "cli/known_mails.hpp"

#include "shared/eventlog/event_records.hpp"
#include "shared/eventlog/memory_log.hpp"
#include "tests/unit/cli/event_store.hpp"

#include <gmock/gmock.h>

#include <memory>
#include <string>

namespace mailsonde::cli {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

class KnownMails : public testing::Test {
protected:
    KnownMails() {
        EXPECT_TRUE(log->ensure_topics(eventlog::topic_plan(topics)));
        auto joined = log->join(
            {"writers", topics.mail},
            {[this](eventlog::assignment const& given) { proof_ = given.token; }, {}}
        );
        member_ = std::move(joined).value();
        EXPECT_TRUE(member_->poll(0));
    }

    void write(eventlog::record record) {
        auto const done = member_->commit({{std::move(record)}, {}}, proof_);
        ASSERT_EQ(done.outcome, eventlog::commit_outcome::ok) << done.detail;
    }

    void write(model::event const& what) {
        write(eventlog::to_record(what, {topics, "test", "sender"}));
    }

    void write_state(
        std::string const& key,
        std::optional<std::string> value,
        std::string const& mailbox = "anna"
    ) {
        write(eventlog::state_record(topics.checker_state, mailbox, key, std::move(value)));
    }

    void write_mail(std::string const& id, model::mail_stage stage) {
        model::mail_state mail;
        mail.mail = {id, "inbound", "anna", at_second(0)};
        mail.token = "token of " + id;
        mail.stage = stage;
        write_state("m/" + id, model::to_json(mail));
    }

    [[nodiscard]] known_mails read(std::string const& mailbox = "anna") {
        known_mails_reader reader(*log, topics);
        auto got = reader.of(mailbox);
        EXPECT_TRUE(got) << got.error().text();
        return got ? *got : known_mails();
    }

    model::topics const topics{"mailsonde"};
    std::unique_ptr<eventlog::log> log = eventlog::make_memory_log();

private:
    eventlog::token proof_;
    std::unique_ptr<eventlog::member> member_;
};

model::mail_sent sent(int second) {
    auto out = sent_at(second);
    out.token = "token " + std::to_string(second);
    return out;
}

TEST_F(KnownMails, AreThoseOfTheCheckerInAnyStage) {
    write_mail("a", model::mail_stage::pending);
    write_mail("b", model::mail_stage::deleting);
    write_mail("c", model::mail_stage::late_watch);
    write_mail("d", model::mail_stage::settled);
    write_mail("e", model::mail_stage::pending);
    write_state("m/e", std::nullopt);
    EXPECT_THAT(
        read().states,
        UnorderedElementsAre(
            Pair("token of a", "pending"),
            Pair("token of b", "deleting"),
            Pair("token of c", "late_watch"),
            Pair("token of d", "settled")
        )
    );
    EXPECT_EQ(read().pause, std::nullopt);
}

TEST_F(KnownMails, AreThoseThatTheCheckerHasNotHeardOf) {
    write(sent(1));
    write(sent(2));
    write_mail(sent(2).mail.mail_id, model::mail_stage::pending);
    write_state("m/" + sent(2).mail.mail_id, std::nullopt);
    EXPECT_THAT(read().states, IsEmpty()) << "it has dealt with the second, so with the first, too";
    model::mail_scheduled begun;
    begun.mail = sent(3).mail;
    begun.token = "token 3";
    write(begun);
    write(sent(3));
    model::mail_send_unknown unknown;
    unknown.mail = sent(4).mail;
    unknown.token = "token 4";
    write(unknown);
    EXPECT_THAT(
        read().states,
        UnorderedElementsAre(Pair("token 3", "on its way"), Pair("token 4", "on its way"))
    );
    EXPECT_THAT(read("bert").states, IsEmpty());
}

TEST_F(KnownMails, AreAllOfALongBacklog) {
    write(sent(0));
    write_mail(sent(0).mail.mail_id, model::mail_stage::pending);
    for (auto second = 1; second <= 300; ++second) {
        write(sent(second));
    }
    EXPECT_THAT(read().states, testing::SizeIs(301));
}

TEST_F(KnownMails, AreAllIfTheCheckerNeverRan) {
    for (auto second = 0; second < 70; ++second) {
        write(sent(second));
    }
    EXPECT_THAT(read().states, testing::SizeIs(70));
}

TEST_F(KnownMails, AreThoseThatTheSenderHasBegun) {
    model::open_send open;
    open.mail = sent(1).mail;
    open.token = "token 1";
    for (auto const* const key : {"mail/1", "mail/2"}) {
        write(
            eventlog::state_record(topics.sender_state, open.mail.probe, key, model::to_json(open))
        );
        open.token = "token 2";
    }
    write(eventlog::state_record(topics.sender_state, open.mail.probe, "mail/2", std::nullopt));
    write(eventlog::state_record(topics.sender_state, open.mail.probe, "probe/x", "{"));
    EXPECT_THAT(read().states, ElementsAre(Pair("token 1", "on its way")));
    EXPECT_THAT(read("bert").states, IsEmpty());
}

TEST_F(KnownMails, ComeWithThePauseAfterARefusedLogin) {
    model::login_pause const pause{"anna", at_second(60), "no such user", {}, {}};
    write_state("l/anna", model::to_json(pause));
    EXPECT_EQ(read().pause, pause);
    EXPECT_EQ(read("bert").pause, std::nullopt);
}

TEST_F(KnownMails, AreNoneInALogWithoutTopics) {
    auto const empty = eventlog::make_memory_log();
    auto const got = known_mails_reader(*empty, topics).of("anna");
    ASSERT_TRUE(got);
    EXPECT_THAT(got->states, IsEmpty());
}

TEST_F(KnownMails, WhoseStateCanNotBeReadAreNotTakenForNone) {
    write_state("m/x", "{");
    EXPECT_FALSE(known_mails_reader(*log, topics).of("anna"));
    write_state("m/x", std::nullopt);
    EXPECT_TRUE(known_mails_reader(*log, topics).of("anna")) << "it is gone";
}

TEST_F(KnownMails, OfASenderWhoseStateCanNotBeReadAreNotTakenForNone) {
    write(eventlog::state_record(topics.sender_state, "inbound", "mail/x", "{"));
    EXPECT_FALSE(known_mails_reader(*log, topics).of("anna"));
}

}  // namespace
}  // namespace mailsonde::cli
