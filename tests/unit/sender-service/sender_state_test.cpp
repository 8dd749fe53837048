#include "sender-service/sender_state.hpp"

#include "shared/model/model_errc.hpp"
#include "shared/model/topics.hpp"

#include <gmock/gmock.h>

namespace mailsonde::sender {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

auto const now = instant(1'795'485'600'000ms);

model::open_send mail(std::string const& id, std::string const& route, milliseconds after = 0ms) {
    model::open_send out;
    out.mail = {id, "inbound", "anna", now};
    out.route = route;
    out.not_before = now + after;
    return out;
}

class SenderState : public testing::Test {
protected:
    /// Every index says the same as the mails themselves.
    void expect_consistent() const {
        std::map<std::string, sender_state::queue> queues;
        std::map<std::pair<std::string, std::string>, std::size_t> waiting;
        for (auto const& [id, one] : state.mails()) {
            EXPECT_EQ(id, one.mail.mail_id);
            queues[one.route].emplace(one.not_before, id);
            ++waiting[{one.mail.probe, one.mail.mailbox}];
        }
        EXPECT_EQ(state.queues(), queues);
        for (auto const* const mailbox : {"anna", "bert"}) {
            EXPECT_EQ(state.waiting("inbound", mailbox), waiting[std::pair("inbound", mailbox)]);
        }
    }

    /// What another sender makes of everything that was appended.
    [[nodiscard]] sender_state replayed() const {
        sender_state out("state");
        for (auto const& record : work.appends) {
            EXPECT_TRUE(out.restore(record));
        }
        return out;
    }

    sender_state state{"state"};
    eventlog::transaction work;
};

TEST_F(SenderState, QueuesMailsOfARouteByTheirNextTry) {
    state.put(mail("b", "relay", 2s), work);
    state.put(mail("a", "relay", 3s), work);
    state.put(mail("c", "other"), work);
    expect_consistent();
    EXPECT_THAT(state.queues().at("relay"), ElementsAre(Pair(now + 2s, "b"), Pair(now + 3s, "a")));
    EXPECT_THAT(state.queues(), SizeIs(2));
}

TEST_F(SenderState, AMailThatIsPutAgainMovesInAllIndexes) {
    state.put(mail("a", "relay"), work);
    auto later = mail("a", "other", 1min);
    later.mail.mailbox = "bert";
    state.put(later, work);
    expect_consistent();
    EXPECT_EQ(state.waiting("inbound", "anna"), 0U);
    EXPECT_EQ(state.waiting("inbound", "bert"), 1U);
    EXPECT_FALSE(state.queues().contains("relay"));
}

TEST_F(SenderState, AMailThatIsErasedIsGoneFromAllIndexes) {
    state.put(mail("a", "relay"), work);
    state.put(mail("b", "relay"), work);
    state.erase("a", work);
    expect_consistent();
    EXPECT_EQ(state.find("a"), nullptr);
    EXPECT_EQ(state.waiting("inbound", "anna"), 1U);
    state.erase("b", work);
    expect_consistent();
    EXPECT_THAT(state.queues(), IsEmpty());
    auto const appended = work.appends.size();
    state.erase("b", work);
    EXPECT_EQ(work.appends.size(), appended) << "nothing to say about what isn't there";
}

TEST_F(SenderState, AnotherSenderRestoresTheSame) {
    state.put(model::probe_state{"inbound", now}, work);
    state.put(mail("a", "relay"), work);
    state.put(mail("b", "relay", 1s), work);
    state.put(mail("a", "relay", 5s), work);
    state.put(model::probe_state{"inbound", now + 5min}, work);
    state.erase("b", work);
    auto const other = replayed();
    EXPECT_EQ(other.mails(), state.mails());
    EXPECT_EQ(other.queues(), state.queues());
    EXPECT_EQ(other.waiting("inbound", "anna"), 1U);
    EXPECT_EQ(other.last_slot("inbound"), now + 5min);
    EXPECT_EQ(other.last_slot("outbound"), std::nullopt);
}

TEST_F(SenderState, AllOfAProbeLiesInItsPartitionUnderKeysOfItsOwn) {
    state.put(model::probe_state{"inbound", now}, work);
    state.put(mail("a", "relay"), work);
    state.erase("a", work);
    ASSERT_THAT(work.appends, SizeIs(3));
    for (auto const& record : work.appends) {
        EXPECT_EQ(record.topic, "state");
        EXPECT_EQ(record.partition, model::partition_of("inbound"));
    }
    EXPECT_EQ(work.appends[0].key, "probe/inbound");
    EXPECT_EQ(work.appends[1].key, "mail/a");
    EXPECT_EQ(work.appends[2].key, "mail/a");
    EXPECT_EQ(work.appends[2].value, std::nullopt);
}

TEST_F(SenderState, OfTheProbesThatSawARefusalTheLatestHolds) {
    state.put(model::route_pause{"relay", "inbound", now + 5min, "early", "x"}, work);
    state.put(model::route_pause{"relay", "outbound", now + 9min, "late", "x"}, work);
    state.put(model::route_pause{"other", "inbound", now + 1min, "another", "y"}, work);
    ASSERT_NE(work.appends[0].partition, work.appends[1].partition);
    EXPECT_EQ(work.appends[0].partition, model::partition_of("inbound"));
    EXPECT_EQ(work.appends[1].key, "route/relay");
    for (auto const& of : {state, replayed()}) {
        auto const pauses = of.pauses();
        ASSERT_THAT(pauses, SizeIs(2));
        EXPECT_EQ(pauses[0].detail, "another");
        EXPECT_EQ(pauses[1].detail, "late");
    }
    state.erase_pauses("relay", work);
    state.erase_pauses("nobody", work);
    EXPECT_THAT(work.appends, SizeIs(5)) << "a tombstone in each partition";
    EXPECT_THAT(replayed().pauses(), SizeIs(1));
    state.clear();
    EXPECT_THAT(state.pauses(), IsEmpty());
}

TEST_F(SenderState, ForgetsAProbeByItsTombstone) {
    state.put(model::probe_state{"inbound", now}, work);
    work.appends.front().value.reset();
    EXPECT_TRUE(state.restore(work.appends.front()));
    EXPECT_EQ(state.last_slot("inbound"), std::nullopt);
}

TEST_F(SenderState, ADoubtIsNotedInMemoryOnly) {
    state.put(mail("a", "relay"), work);
    state.note_maybe_accepted("a");
    state.note_maybe_accepted("nobody");
    EXPECT_TRUE(state.find("a")->maybe_accepted);
    EXPECT_FALSE(replayed().find("a")->maybe_accepted);
    expect_consistent();
}

TEST_F(SenderState, PassesOverWhatItCannotRead) {
    state.put(mail("a", "relay"), work);
    for (auto const* const key : {"mail/a", "probe/inbound", "route/relay"}) {
        auto const done = state.restore({"state", 0, key, {}, "{"});
        ASSERT_FALSE(done) << key;
        EXPECT_EQ(done.error().code, model::model_errc::malformed_json);
    }
    EXPECT_TRUE(state.restore({"state", 0, "later/x", {}, "{}"})) << "of a newer version";
    EXPECT_TRUE(state.restore({"state", 0, std::nullopt, {}, "{}"}));
    EXPECT_THAT(state.mails(), IsEmpty()) << "the old value of a broken key is not the truth";
    expect_consistent();
}

TEST_F(SenderState, ClearForgetsEverything) {
    state.put(model::probe_state{"inbound", now}, work);
    state.put(mail("a", "relay"), work);
    state.clear();
    EXPECT_EQ(state.last_slot("inbound"), std::nullopt);
    EXPECT_THAT(state.mails(), IsEmpty());
    expect_consistent();
}

}  // namespace
}  // namespace mailsonde::sender
