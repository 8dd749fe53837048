#include "cli/reap_decision.hpp"

#include "tests/unit/cli/leftovers.hpp"
#include "tests/unit/config/sandbox.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace mailsonde::cli {
namespace {

using namespace std::chrono_literals;
using leftovers::lying;
using leftovers::maker;
using testing::ElementsAre;

constexpr auto const* two_mailboxes =
    "mailboxes:\n"
    "  anna: {address: anna@example.org, imap: {host: a.b}, auth: {user: a, password: {env: "
    "PASSWORD}}}\n"
    "  bert: {address: bert@example.org, imap: {host: a.b}, auth: {user: b, password: {env: "
    "PASSWORD}}}\n";

class ReapDecision : public testing::Test {
protected:
    std::vector<reap_row> judge(std::vector<clients::found_mail> const& mails) {
        checker::token_scope const scope{
            config.signing, config.instance, "anna", {"anna@example.org"}
        };
        return judge_found(mails, {config, scope, known, 48h, limit, leftovers::now});
    }

    config::sandbox box;
    config::config config = box.load_text(config::with_base(two_mailboxes)).value.value();
    known_mails known;
    std::size_t limit = 100;
};

TEST_F(ReapDecision, OnlyAnOldMailOfOursIsDue) {
    maker const ours;
    auto const old = ours.header(72h);
    auto forged = ours;
    forged.ring = {{"k1", secret("another key of us")}};

    struct row {
        char const* what;
        std::string header;
        std::string fate;  ///< "" if it is due
    };

    std::vector<row> const table{
        {"old", old, ""},
        {"exactly old enough", ours.header(48h), ""},
        {"too young", ours.header(48h - 1ms), "kept: too young"},
        {"from the future", ours.header(-1h), "kept: from the future"},
        {"forged", forged.header(72h), "kept: forged, or by another installation or key"},
        {"of another instance",
         maker{ours.ring, {"other", "anna", "anna@example.org"}}.header(72h),
         "kept: forged, or by another installation or key"},
        {"by a key that is gone",
         maker{{{"k0", secret("0123456789abcdef")}}, ours.binding}.header(72h),
         "kept: forged, or by another installation or key"},
        {"to another recipient",
         maker{ours.ring, {"test", "anna", "old@example.org"}}.header(72h),
         "kept: forged, or by another installation or key"},
        {"of another mailbox",
         maker{ours.ring, {"test", "bert", "bert@example.org"}}.header(72h),
         "kept: belongs to the mailbox bert"},
        {"a reply",
         "In-Reply-To: <a@b>\r\n" + old,
         "kept: it answers or forwards another mail (In-Reply-To, References or Resent-*)"},
        {"sent on",
         "Resent-From: bert@example.org\r\n" + old,
         "kept: it answers or forwards another mail (In-Reply-To, References or Resent-*)"},
        {"a token in the subject only",
         "Subject: Fwd: " + ours.token(72h) + "\r\n\r\n",
         "kept: the token stands in one place only"},
        {"a token in the references only",
         "References: <" + ours.token(72h) + "@example.org>\r\nSubject: hello\r\n\r\n",
         "kept: only quotes a token of ours"},
    };
    for (auto const& row : table) {
        auto const rows = judge({lying(row.header, 7)});
        ASSERT_EQ(rows.size(), 1U);
        EXPECT_EQ(rows[0].fate, row.fate) << row.what;
        EXPECT_EQ(rows[0].is_due, row.fate.empty()) << row.what;
    }
}

TEST_F(ReapDecision, TellsWhatATokenSaysIfItVerifies) {
    maker const ours;
    auto rows = judge({lying(ours.header(72h), 7, "Archive")});
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].mailbox, "anna");
    EXPECT_EQ(rows[0].folder, "Archive");
    EXPECT_EQ(rows[0].place, (model::mail_place{"Archive", 1, 7}));
    EXPECT_EQ(rows[0].token, ours.token(72h));
    EXPECT_EQ(rows[0].slot, leftovers::now - 72h);
    EXPECT_EQ(rows[0].recipient, "anna@example.org");
    rows = judge({lying(maker{ours.ring, {"other", "a", "b@c.de"}}.header(72h), 7)});
    EXPECT_EQ(rows[0].slot, std::nullopt) << "anybody could have written it";
    EXPECT_EQ(rows[0].recipient, "");
    EXPECT_EQ(rows[0].token, "");
}

TEST_F(ReapDecision, WhatTheLogKnowsIsKept) {
    maker const ours;
    for (auto const* const state : {"pending", "deleting", "late_watch", "settled", "on its way"}) {
        known.states = {{ours.token(72h), state}};
        auto const rows = judge({lying(ours.header(72h), 7), lying(ours.header(80h), 8)});
        EXPECT_TRUE(rows.at(0).is_due) << "another token";
        EXPECT_FALSE(rows.at(1).is_due);
        EXPECT_EQ(rows.at(1).fate, std::string("kept: the event log knows it as ") + state);
    }
}

TEST_F(ReapDecision, TheOldestComeFirstAndTheLimitCounts) {
    maker const ours;
    limit = 2;
    std::vector<std::uint32_t> order;
    std::vector<std::string> fates;
    for (auto const& row : judge(
             {lying(ours.header(60h), 1),
              lying(maker{ours.ring, {"other", "anna", "a@b.de"}}.header(95h), 2),
              lying(ours.header(1h), 3),
              lying(ours.header(90h), 4),
              lying(ours.header(70h), 5)}
         )) {
        order.push_back(row.place.uid);
        fates.push_back(row.fate);
    }
    EXPECT_THAT(order, ElementsAre(4, 5, 1, 3, 2));
    EXPECT_THAT(
        fates,
        ElementsAre(
            "",
            "",
            "kept: over the limit of 2",
            "kept: too young",
            "kept: forged, or by another installation or key"
        )
    );
}

}  // namespace
}  // namespace mailsonde::cli
