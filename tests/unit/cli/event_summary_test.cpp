#include "cli/event_summary.hpp"

#include "tests/unit/cli/event_store.hpp"

#include <gtest/gtest.h>

namespace mailsonde::cli {
namespace {

using namespace std::chrono_literals;

std::string line_of(model::event const& what) {
    auto const got = summarise(what);
    return got.kind + "|" + got.probe + "|" + got.mailbox + "|" + got.text;
}

model::mail_ref const mail{"id", "p", "m", at_second(0)};

TEST(EventSummary, OfWhatTheSenderSays) {
    EXPECT_EQ(
        line_of(model::mail_scheduled{mail, "t", "a@b", "relay", at_second(9)}),
        "scheduled|p|m|to a@b by route relay"
    );
    model::mail_sent sent;
    sent.mail = mail;
    sent.route = "relay";
    EXPECT_EQ(line_of(sent), "sent|p|m|route relay took it");
    EXPECT_EQ(
        line_of(model::mail_deferred{
            mail, at_second(1), at_second(61), model::send_failure::temporary, "smtp.rcpt: 450", {}
        }),
        "deferred|p|m|temporary, tried again at 2026-11-24T02:01:01.000Z: smtp.rcpt: 450"
    );
    EXPECT_EQ(
        line_of(model::mail_send_failed{
            mail, at_second(1), "relay", model::send_failure::tls, "expired", {}, {}
        }),
        "send failed|p|m|tls, by route relay: expired"
    );
    EXPECT_EQ(
        line_of(model::mail_send_unknown{mail, "t", "a@b", "relay", at_second(1), "cut off", {}}),
        "send unknown|p|m|nobody knows whether route relay took it: cut off"
    );
    model::mail_gap gap{"p", "m", at_second(0), at_second(60), 2, model::gap_reason::backlog};
    EXPECT_EQ(
        line_of(gap),
        "gap|p|m|2 slots without a mail, 2026-11-24T02:00:00.000Z to 2026-11-24T02:01:00.000Z: "
        "backlog"
    );
    gap.slots = 1;
    EXPECT_EQ(summarise(gap).text.substr(0, 21), "1 slot without a mail");
}

TEST(EventSummary, OfWhatTheCheckerSays) {
    model::mail_result result;
    result.mail = mail;
    result.outcome = model::outcome::missing;
    result.evidence = "not in any folder";
    EXPECT_EQ(line_of(result), "result|p|m|missing, not as expected: not in any folder");
    result.as_expected = true;
    result.evidence.clear();
    EXPECT_EQ(line_of(result), "result|p|m|missing");
    model::mail_late late;
    late.mail = mail;
    late.found.folder = "Junk";
    late.found.delay = 1min;
    EXPECT_EQ(line_of(late), "late|p|m|came after all: seen in Junk after 1m");
    auto alert = alert_at(1);
    alert.phase = model::alert_phase::closed;
    EXPECT_EQ(line_of(alert), "alert closed||anna|critical, access: the mailbox can't be read");
}

TEST(EventSummary, NeverPassesControlCharactersOn) {
    model::mail_late late;
    late.mail = {"id", "p\x1b", "m\n", at_second(0)};
    late.found.folder = "a\x1b[2Jb\r";
    EXPECT_EQ(line_of(late), "late|p?|m?|came after all: seen in a?[2Jb? after 0s");
}

}  // namespace
}  // namespace mailsonde::cli
