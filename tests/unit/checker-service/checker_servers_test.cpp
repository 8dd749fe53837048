// Many mailboxes on few servers: nobody starves, and no server is overrun.
#include "tests/unit/checker-service/checker_case.hpp"
#include "tests/unit/checker-service/looks.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <set>

namespace mailsonde::checker {
namespace {

using namespace std::chrono_literals;
using looks::saw_nothing;
using looks::swept_nothing;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class CheckerServers : public checker_case {
protected:
    void add_to_server(std::string const& mailbox, std::string const& host) {
        add_mailbox(mailbox);
        config.mailboxes[mailbox].imap.host = host;
    }

    std::vector<std::string> add_many(int count, std::string const& host) {
        std::vector<std::string> out;
        for (auto i = 0; i < count; ++i) {
            out.push_back(host + std::to_string(i));
            add_to_server(out.back(), host);
        }
        return out;
    }

    /// Mails to all of these, and their grace passes.
    void due(replica& by, std::vector<std::string> const& mailboxes) {
        for (auto const& mailbox : mailboxes) {
            tell(sent_mail(mailbox));
        }
        by.turn();
        pass(15s);
        by.turn();
    }

    /// Answers the visits that are under way, except those that this server never answers.
    void answer_all(replica& by, std::string const& dead) {
        for (auto const& look : std::exchange(by.port.looks, {})) {
            if (config.mailboxes.at(look.mailbox).imap.host != dead) {
                by.core.looked(look.mailbox, look.when, saw_nothing(now()));
            }
        }
        by.turn();
    }

    static std::set<std::string> names(std::vector<look_call> const& looks) {
        std::set<std::string> out;
        for (auto const& look : looks) {
            out.insert(look.mailbox);
        }
        return out;
    }
};

TEST_F(CheckerServers, ADeadOneDoesNotHoldUpTheOthers) {
    auto const stuck = add_many(200, "dead");
    auto const one = start();
    due(*one, stuck);
    EXPECT_THAT(one->port.looks, SizeIs(10));
    answer_all(*one, "dead");
    tell(sent_mail("anna"));
    one->turn();
    pass(15s);
    one->turn();
    ASSERT_THAT(one->port.looks, SizeIs(1)) << "without waiting for the dead server";
    EXPECT_EQ(one->last_look().mailbox, "anna");
}

TEST_F(CheckerServers, TheConfigurationSaysHowManySessions) {
    config.sessions_per_server = 3;
    auto const all = add_many(5, "mx");
    auto const one = start();
    due(*one, all);
    EXPECT_THAT(one->port.looks, SizeIs(3));
    config.sessions_per_server = 4;
    one->core.configure(configured(), {});
    one->turn();
    EXPECT_THAT(one->port.looks, SizeIs(4));
}

TEST_F(CheckerServers, WhoWaitsLongestComesFirst) {
    config.sessions_per_server = 1;
    add_to_server("zoe", "mx");
    add_to_server("bert", "mx");
    add_to_server("carl", "mx");
    auto const one = start();
    for (auto const* const mailbox : {"zoe", "carl", "bert"}) {
        tell(sent_mail(mailbox));
        pass(100ms);
    }
    one->turn();
    std::vector<std::string> order;
    pass(14700ms);
    for (auto i = 0; i < 3; ++i) {
        pass(100ms);
        one->turn();
    }
    for (auto i = 0; i < 3; ++i) {
        order.push_back(one->last_look().mailbox);
        one->answer(looks::broke(now()));
    }
    EXPECT_THAT(order, ElementsAre("zoe", "carl", "bert"));
}

TEST_F(CheckerServers, EachHasItsTurnWhoeverElseIsBusy) {
    config.sessions_per_server = 2;
    auto const all = add_many(20, "mx");
    auto const one = start();
    due(*one, all);
    std::map<std::string, int> visits;
    for (auto i = 0; i < 300; ++i) {
        EXPECT_LE(one->core.visits(), 2U);
        for (auto const& name : names(one->port.looks)) {
            ++visits[name];
        }
        answer_all(*one, "");
        pass(100ms);
        one->turn();
    }
    EXPECT_THAT(visits, SizeIs(20));
    auto const [least, most] =
        std::minmax_element(visits.begin(), visits.end(), [](auto const& a, auto const& b) {
            return a.second < b.second;
        });
    EXPECT_GE(least->second, 8);
    EXPECT_LE(most->second - least->second, 3);
}

TEST_F(CheckerServers, AClockThatIsSetBackPutsNobodyLast) {
    config.sessions_per_server = 1;
    add_to_server("zoe", "mx");
    auto const others = add_many(2, "mx");
    auto const one = start();
    auto const mail = sent_mail("zoe");
    tell(mail);
    due(*one, {});
    due(*one, others);
    pass(1s);
    one->answer(looks::saw({looks::found(looks::header_of(mail), now())}, now()));
    ASSERT_EQ(one->last_look().mailbox, "mx0") << "and the mail of zoe waits for its deletion";
    pass(-1h);
    one->turn();
    due(*one, {"mx1"});
    one->answer(looks::broke(now()));
    EXPECT_THAT(one->port.removals, SizeIs(1)) << "before whoever came since then";
}

TEST_F(CheckerServers, AKeptSessionIsClosedForWhoWaits) {
    config.sessions_per_server = 1;
    add_to_server("bert", "mx");
    add_to_server("carl", "mx");
    auto const one = start();
    due(*one, {"bert"});
    one->answer(saw_nothing(now()));
    EXPECT_THAT(one->port.closed, IsEmpty()) << "kept for the next look, soon";
    auto const mail = sent_mail("carl");
    tell(mail);
    pass(15s);
    one->turn();
    one->answer(saw_nothing(now()));
    EXPECT_EQ(one->last_look().mailbox, "carl");
    EXPECT_THAT(one->port.closed, ElementsAre("bert"));
}

TEST_F(CheckerServers, WaitingForATurnMakesNoMailMissingOrLate) {
    config.sessions_per_server = 1;
    add_to_server("bert", "mx");
    add_to_server("carl", "mx");
    auto const one = start();
    due(*one, {"bert"});
    auto const mail = sent_mail("carl");
    tell(mail);
    for (auto passed = 0min; passed < 40min; passed += 1min) {
        pass(1min);
        one->turn();
    }
    ASSERT_THAT(names(one->port.looks), ElementsAre("bert")) << "whose visit never ends";
    for (auto const& result : results()) {
        EXPECT_NE(result.mail.mailbox, "carl");
    }
    EXPECT_THAT(phases("inbound/carl/missing"), IsEmpty());
    EXPECT_THAT(phases("inbound/carl/delay"), IsEmpty());
    one->answer(looks::broke(now()));
    ASSERT_EQ(one->last_look().mailbox, "carl");
    one->answer(looks::saw({looks::found(looks::header_of(mail), now())}, now()));
    for (auto const& result : results()) {
        EXPECT_EQ(result.outcome == model::outcome::delivered, result.mail.mailbox == "carl");
    }
    EXPECT_EQ(stage_of(mail), model::mail_stage::deleting);
}

TEST_F(CheckerServers, AfterAStartTheyDoNotAllLogInAtOnce) {
    config.sessions_per_server = 100;
    auto const all = add_many(100, "mx");
    auto one = start();
    for (auto const& mailbox : all) {
        tell(sent_mail(mailbox));
    }
    one->turn();
    pass(1min);
    one.reset();
    one = start();
    EXPECT_LE(one->port.looks.size(), 5U);
    std::size_t before = one->port.looks.size();
    std::size_t most_at_once = 0;
    for (auto passed = 0ms; passed < 5s; passed += 100ms) {
        pass(100ms);
        one->turn();
        most_at_once = std::max(most_at_once, one->port.looks.size() - before);
        before = one->port.looks.size();
    }
    EXPECT_THAT(names(one->port.looks), SizeIs(100)) << "all within five seconds";
    EXPECT_LE(most_at_once, 10U);
}

TEST_F(CheckerServers, LaterMailsDoNotWaitForTheStart) {
    auto const all = add_many(100, "mx");
    auto const one = start();
    tell(sent_mail("mx7"));
    one->turn();
    pass(15s);
    one->turn();
    EXPECT_THAT(one->port.looks, SizeIs(1));
}

TEST_F(CheckerServers, SessionsOfMailboxesThatAreGoneDoNotCount) {
    config.sessions_per_server = 1;
    add_to_server("bert", "mx");
    add_to_server("carl", "mx");
    auto const one = start();
    due(*one, {"bert"});
    one->answer(saw_nothing(now()));
    config.mailboxes.erase("bert");
    one->core.configure(configured(), {});
    due(*one, {"carl"});
    EXPECT_EQ(one->last_look().mailbox, "carl");
    EXPECT_THAT(one->port.closed, IsEmpty()) << "that one closed with its mailbox";
}

}  // namespace
}  // namespace mailsonde::checker
