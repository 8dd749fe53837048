// One account, several mailboxes: a refused login of one is a refused login of all.
#include "tests/unit/checker-service/checker_case.hpp"
#include "tests/unit/checker-service/looks.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace mailsonde::checker {
namespace {

using namespace std::chrono_literals;
using looks::refused_login;
using looks::saw_nothing;
using model::alert_phase;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class CheckerAccounts : public checker_case {
protected:
    static constexpr milliseconds pause = 15min;

    CheckerAccounts() { add_twin("bert"); }

    /// A mailbox with the login of anna.
    void add_twin(std::string const& name) {
        add_mailbox(name);
        config.mailboxes[name].imap = config.mailboxes["anna"].imap;
        config.mailboxes[name].auth = config.mailboxes["anna"].auth;
    }

    void both_are_due(replica& by) {
        tell(sent_mail("anna"));
        tell(sent_mail("bert"));
        by.turn();
        pass(15s);
        by.turn();
        pass(100ms);  // mailboxes of one server begin one after the other
        by.turn();
    }

    std::unique_ptr<replica> refused() {
        auto one = start();
        both_are_due(*one);
        EXPECT_THAT(one->port.looks, SizeIs(1)) << "one login at a time";
        one->answer(refused_login(now()));
        return one;
    }

    /// Lets time pass in small steps.
    void wait_for(milliseconds how_long, replica& by) {
        for (auto passed = 0ms; passed < how_long; passed += 1s) {
            pass(std::min<milliseconds>(1s, how_long - passed));
            by.turn();
        }
    }

    static std::string other(std::string const& mailbox) {
        return mailbox == "anna" ? "bert" : "anna";
    }
};

TEST_F(CheckerAccounts, ARefusalPausesAllMailboxesAndEachSaysWhy) {
    auto const one = refused();
    auto const first = one->last_look().mailbox;
    EXPECT_THAT(phases(first + "/access"), ElementsAre(alert_phase::opened));
    ASSERT_THAT(phases(other(first) + "/access"), ElementsAre(alert_phase::opened));
    for (auto const& alert : events<model::alert>()) {
        EXPECT_EQ(alert.severity, model::severity::critical);
        auto const* const says =
            alert.mailbox == first ? "the login was refused" : "of the same account";
        EXPECT_THAT(alert.summary, HasSubstr(says));
    }
    wait_for(pause - 1ms, *one);
    EXPECT_THAT(one->port.looks, SizeIs(1)) << "no second login";
    pass(1ms);
    one->turn();
    EXPECT_THAT(one->port.looks, SizeIs(2)) << "and then one at a time again";
    one->answer(refused_login(now()));
    wait_for(pause - 1ms, *one);
    EXPECT_THAT(one->port.looks, SizeIs(2));
}

TEST_F(CheckerAccounts, ARestartForgetsNeither) {
    auto one = refused();
    one.reset();
    pass(1min);
    auto const two = start();
    wait_for(pause - 1min - 1ms, *two);
    EXPECT_THAT(two->port.looks, IsEmpty());
}

TEST_F(CheckerAccounts, ALostCommitDoesNotLeadToAnotherLogin) {
    for (auto const outcome : {eventlog::fate::unknown_lost, eventlog::fate::unknown_saved}) {
        auto const one = start();
        both_are_due(*one);
        ASSERT_THAT(one->port.looks, SizeIs(1));
        faults.commits = {outcome};
        one->answer(refused_login(now()));
        clock.since_boot += 100ms;
        settle({one.get()});
        wait_for(1min, *one);
        EXPECT_THAT(one->port.looks, SizeIs(1));
        EXPECT_THAT(phases("anna/access"), SizeIs(1));
        EXPECT_THAT(phases("bert/access"), SizeIs(1));
        EXPECT_NE(stored_state().pause_of("anna"), nullptr);
        EXPECT_NE(stored_state().pause_of("bert"), nullptr);
        pass(pause);
    }
}

TEST_F(CheckerAccounts, ARefusalThatComesAfterAHandOverHoldsAllTheSame) {
    auto const one = start();
    both_are_due(*one);
    // The assignment is lost and comes back while the visit is under way.
    clock.since_boot += 1h;
    settle({one.get()});
    one->core.looked(one->port.looks[0].mailbox, one->port.looks[0].when, refused_login(now()));
    one->turn();
    wait_for(1min, *one);
    EXPECT_THAT(one->port.looks, SizeIs(1));
    EXPECT_NE(stored_state().pause_of("anna"), nullptr);
}

TEST_F(CheckerAccounts, AReloadThatDoesNotChangeTheLoginChangesNothing) {
    auto const one = refused();
    config.mailboxes["anna"].also_folders = {"Lists"};
    add_twin("again");
    one->core.configure(configured(), {"anna", "bert", "again"});
    tell(sent_mail("again"));
    wait_for(1min, *one);
    EXPECT_THAT(one->port.looks, SizeIs(1)) << "the same login under a third name is no new one";
}

TEST_F(CheckerAccounts, TheSameLoginUnderAnotherNameIsNotTriedAfterARestart) {
    refused().reset();
    config.mailboxes.erase("anna");
    config.mailboxes.erase("bert");
    add_mailbox("anna");
    add_twin("renamed");
    config.mailboxes.erase("anna");
    auto const two = start();
    tell(sent_mail("renamed"));
    wait_for(1min, *two);
    EXPECT_THAT(two->port.looks, IsEmpty());
}

TEST_F(CheckerAccounts, ARestartWithAnotherPasswordEndsThePause) {
    for (auto const* const what : {"password", "server"}) {
        refused().reset();
        for (auto const* const mailbox : {"anna", "bert"}) {
            auto& changed = config.mailboxes[mailbox];
            if (std::string(what) == "password") {
                changed.auth.password = secret("changed");
            } else {
                changed.imap.host = "elsewhere.example.org";
            }
        }
        auto const two = start();
        wait_for(1s, *two);
        ASSERT_THAT(two->port.looks, SizeIs(1)) << what;
        two->answer(saw_nothing(now()));
        EXPECT_EQ(stored_state().pause_of("anna"), nullptr);
        EXPECT_EQ(stored_state().pause_of("bert"), nullptr);
        pass(24h);
    }
}

TEST_F(CheckerAccounts, ARotatedSigningKeyDoesNotEndIt) {
    refused().reset();
    config.signing.insert(config.signing.begin(), {"k2", secret(std::string(32, 'y'))});
    auto const two = start();
    wait_for(1min, *two);
    EXPECT_THAT(two->port.looks, IsEmpty());
}

TEST_F(CheckerAccounts, WhoWasPausedForAnotherIsFreedWithIt) {
    auto const one = start();
    config.mailboxes["bert"].auth.password = secret("the right one");
    one->core.configure(configured(), {"bert"});
    both_are_due(*one);
    auto const first = one->last_look().mailbox;
    one->answer(refused_login(now()));
    wait_for(1min, *one);
    EXPECT_THAT(one->port.looks, SizeIs(1)) << "the account may be close to being locked";
    config.mailboxes[first].auth.password = secret("mended");
    one->core.configure(configured(), {first});
    wait_for(1s, *one);
    EXPECT_THAT(one->port.looks, SizeIs(2));
    one->answer(saw_nothing(now()));
    wait_for(1s, *one);
    EXPECT_EQ(stored_state().pause_of("anna"), nullptr);
    EXPECT_EQ(stored_state().pause_of("bert"), nullptr);
}

TEST_F(CheckerAccounts, ALoginThatWorksFreesAllWithTheSame) {
    auto const one = refused();
    pass(pause);
    one->turn();
    one->answer(saw_nothing(now()));
    EXPECT_EQ(stored_state().pause_of("anna"), nullptr);
    EXPECT_EQ(stored_state().pause_of("bert"), nullptr);
    one->turn();
    EXPECT_THAT(one->port.looks, SizeIs(2 + 1)) << "the other's turn";
}

TEST_F(CheckerAccounts, OtherAccountsOfTheServerGoOn) {
    add_mailbox("carl");
    config.mailboxes["carl"].imap = config.mailboxes["anna"].imap;
    auto const one = refused();
    tell(sent_mail("carl"));
    wait_for(16s, *one);
    EXPECT_EQ(one->last_look().mailbox, "carl");
}

TEST_F(CheckerAccounts, NothingOfTheLoginIsInTheLog) {
    auto const one = refused();
    for (auto partition = 0; partition < model::partition_count; ++partition) {
        auto const read = memory->restore(topics.checker_state, partition, 0);
        for (auto const& record : read.value().records) {
            EXPECT_THAT(record.data.value.value_or(""), testing::Not(HasSubstr("hunter2")));
        }
    }
    auto const kept = *stored_state().pause_of("anna");
    EXPECT_THAT(kept.login, SizeIs(24)) << "an HMAC of 128 bits";
}

}  // namespace
}  // namespace mailsonde::checker
