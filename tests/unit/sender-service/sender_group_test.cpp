// Several senders on one log.
#include "tests/unit/sender-service/sender_case.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <set>

namespace mailsonde::sender {
namespace {

using namespace std::chrono_literals;
using testing::IsEmpty;
using testing::SizeIs;

class SenderGroup : public sender_case {
protected:
    SenderGroup() {
        config.probes.clear();
        for (auto i = 0; i < probes; ++i) {
            auto const number = std::to_string(i);
            add_route("route" + number);  // so that none waits for another
            add_probe("probe" + number, "route" + number, {"anna"});
        }
    }

    static void settle(std::vector<replica*> const& all) {
        for (auto i = 0; i < 30; ++i) {
            for (auto* const one : all) {
                one->turn();
            }
        }
    }

    /// Answers everything that was submitted since the last time.
    void answer_all(replica& of) {
        for (auto const& mail : std::exchange(of.relay.submitted, {})) {
            of.core.attempted(mail.mail.mail_id, mail.route, accepted());
        }
        of.turn();
    }

    static std::set<std::string> probes_of(replica const& of) {
        std::set<std::string> out;
        for (auto const& mail : of.relay.submitted) {
            out.insert(mail.mail.probe);
        }
        return out;
    }

    static constexpr auto probes = 12;
};

TEST_F(SenderGroup, ProbesAreSharedAndEachSlotIsSentOnce) {
    auto const first = start();
    EXPECT_THAT(probes_of(*first), SizeIs(probes));
    answer_all(*first);
    replica second(*this, false);
    settle({first.get(), &second});
    EXPECT_THAT(second.relay.submitted, IsEmpty()) << "these slots are sent";

    std::map<std::string, std::set<replica const*>> owners;
    for (auto second_of_time = 0s; second_of_time <= every; second_of_time += 1s) {
        for (auto* const one : {first.get(), &second}) {
            one->turn();
            for (auto const& probe : probes_of(*one)) {
                owners[probe].insert(one);
            }
            answer_all(*one);
        }
        pass(1s);
    }
    EXPECT_THAT(owners, SizeIs(probes));
    std::map<replica const*, int> owned;
    for (auto const& [probe, of] : owners) {
        EXPECT_THAT(of, SizeIs(1)) << probe;
        ++owned[*of.begin()];
    }
    EXPECT_THAT(owned, SizeIs(2)) << "both have something to do";

    std::map<std::string, int> sent;
    for (auto const& one : events<model::mail_sent>()) {
        ++sent[one.mail.mail_id];
    }
    EXPECT_THAT(sent, SizeIs(2 * probes));
    EXPECT_TRUE(std::ranges::all_of(sent, [](auto const& one) { return one.second == 1; }));
    EXPECT_THAT(events<model::mail_gap>(), IsEmpty());
}

TEST_F(SenderGroup, WhoTakesOverSendsWhatIsOpen) {
    auto first = start();
    auto const open = probes_of(*first);
    replica second(*this, false);
    settle({first.get(), &second});
    first.reset();
    settle({&second});
    EXPECT_EQ(probes_of(second), open);
    EXPECT_THAT(events<model::mail_scheduled>(), SizeIs(probes));
}

TEST_F(SenderGroup, AnAnswerThatComesAfterAHandOverIsLeftToTheNewOwner) {
    auto const first = start();
    replica second(*this, false);
    settle({first.get(), &second});
    auto const handed_over = probes_of(second);
    ASSERT_THAT(handed_over, testing::Not(IsEmpty()));
    answer_all(*first);
    EXPECT_THAT(events<model::mail_sent>(), SizeIs(probes - handed_over.size()));
    EXPECT_EQ(first->core.in_flight(), 0U);
    answer_all(second);
    EXPECT_THAT(events<model::mail_sent>(), SizeIs(probes));
    EXPECT_THAT(stored_state().mails(), IsEmpty());
}

}  // namespace
}  // namespace mailsonde::sender
