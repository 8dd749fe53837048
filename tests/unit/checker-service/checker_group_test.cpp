// Several checkers on one log.
#include "tests/unit/checker-service/checker_case.hpp"
#include "tests/unit/checker-service/looks.hpp"

#include <gmock/gmock.h>

#include <map>
#include <set>

namespace mailsonde::checker {
namespace {

using namespace std::chrono_literals;
using looks::expunged;
using looks::found;
using looks::header_of;
using looks::saw;
using model::mail_stage;
using testing::Each;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

class CheckerGroup : public checker_case {
protected:
    CheckerGroup() {
        for (auto i = 0; i < boxes; ++i) {
            add_mailbox(box(i));
        }
    }

    static std::string box(int number) { return "box" + std::to_string(number); }

    /// One mail to each mailbox.
    std::map<std::string, model::mail_sent> send_all() {
        std::map<std::string, model::mail_sent> out;
        for (auto i = 0; i < boxes; ++i) {
            out[box(i)] = sent_mail(box(i));
            tell(out[box(i)]);
        }
        return out;
    }

    /// Every visit since the last time finds its mail, or deletes it.
    void serve(replica& by, std::map<std::string, model::mail_sent> const& mails) {
        for (auto const& look : std::exchange(by.port.looks, {})) {
            looked_at[look.mailbox].insert(&by);
            auto const header = header_of(mails.at(look.mailbox));
            by.core.looked(look.mailbox, look.when, saw({found(header, now())}, now()));
        }
        for (auto const& removal : std::exchange(by.port.removals, {})) {
            by.core.removed(removal.mailbox, removal.when, expunged(removal.removals));
        }
        by.turn();
    }

    void expect_one_result_each(std::map<std::string, model::mail_sent> const& mails) {
        std::map<std::string, int> count;
        for (auto const& result : results()) {
            ++count[result.mail.mail_id];
        }
        EXPECT_THAT(count, SizeIs(mails.size()));
        EXPECT_THAT(count, Each(Pair(testing::_, 1)));
        for (auto const& [mailbox, mail] : mails) {
            EXPECT_EQ(stage_of(mail), mail_stage::settled) << mailbox;
        }
    }

    static constexpr auto boxes = 12;
    std::map<std::string, std::set<replica*>> looked_at;
};

TEST_F(CheckerGroup, AMailboxBelongsToOneOfThem) {
    replica one(*this);
    replica two(*this);
    settle({&one, &two});
    auto const mails = send_all();
    settle({&one, &two});
    pass(15s);
    settle({&one, &two});
    EXPECT_THAT(one.port.looks, testing::Not(IsEmpty()));
    EXPECT_THAT(two.port.looks, testing::Not(IsEmpty()));
    EXPECT_EQ(one.port.looks.size() + two.port.looks.size(), mails.size());
    for (auto i = 0; i < 3; ++i) {
        serve(one, mails);
        serve(two, mails);
    }
    EXPECT_THAT(looked_at, Each(Pair(testing::_, SizeIs(1))));
    expect_one_result_each(mails);
}

TEST_F(CheckerGroup, WhoTakesOverGoesOnWithEveryMail) {
    auto one = start();
    auto const mails = send_all();
    one->turn();
    pass(15s);
    one->turn();
    EXPECT_THAT(one->port.looks, SizeIs(boxes));
    // Half of them are judged, and not deleted yet.
    auto const looks = one->port.looks;
    for (auto i = 0; i < boxes / 2; ++i) {
        auto const& mailbox = looks[static_cast<std::size_t>(i)].mailbox;
        auto const header = header_of(mails.at(mailbox));
        one->core.looked(mailbox, looks[0].when, saw({found(header, now())}, now()));
    }
    one->turn();
    EXPECT_THAT(results(), SizeIs(boxes / 2));
    one.reset();
    auto const two = start();
    EXPECT_THAT(two->port.looks, SizeIs(boxes / 2));
    EXPECT_THAT(two->port.removals, SizeIs(boxes / 2));
    for (auto i = 0; i < 3; ++i) {
        serve(*two, mails);
    }
    expect_one_result_each(mails);
}

TEST_F(CheckerGroup, AnAnswerThatComesAfterAHandOverIsLeftToTheNewOwner) {
    auto const one = start();
    auto const mails = send_all();
    one->turn();
    pass(15s);
    one->turn();
    replica two(*this);
    settle({one.get(), &two});
    auto const handed_over = two.port.looks.size();
    ASSERT_GT(handed_over, 0U);
    EXPECT_THAT(one->port.looks, SizeIs(boxes)) << "its own are still under way";
    EXPECT_EQ(one->core.visits(), static_cast<std::size_t>(boxes));
    serve(*one, mails);
    EXPECT_THAT(results(), IsEmpty()) << "all of these are answers of a time that is over";
    EXPECT_EQ(one->port.looks.size(), boxes - handed_over) << "but the mailboxes are free again";
    for (auto i = 0; i < 3; ++i) {
        serve(*one, mails);
        serve(two, mails);
    }
    expect_one_result_each(mails);
    EXPECT_EQ(one->core.visits(), 0U);
}

}  // namespace
}  // namespace mailsonde::checker
