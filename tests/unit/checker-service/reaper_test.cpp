#include "checker-service/reaper.hpp"

#include "tests/unit/checker-service/looks.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace mailsonde::checker {
namespace {

using namespace std::chrono_literals;

constexpr instant now{std::chrono::milliseconds(1'795'485'600'250)};
constexpr milliseconds after = 48h;

model::signing_key key(std::string const& id, char octet) {
    return {id, secret(std::string(32, octet))};
}

token_scope scope() {
    return {{key("k2", 'y'), key("k1", 'x')}, "acme", "anna", {"anna@example.org"}};
}

struct maker {
    model::key_ring ring{key("k1", 'x')};
    model::token_binding binding{"acme", "anna", "anna@example.org"};

    [[nodiscard]] std::string token(milliseconds age) const {
        return model::mint(ring, binding, now - age, "12345678").text();
    }

    /// The header that we write.
    [[nodiscard]] std::string header(milliseconds age) const {
        model::mail_sent mail;
        mail.recipient = binding.recipient;
        mail.token = token(age);
        mail.message_id = mail.token + "@probe.example";
        mail.mail.slot = now - age;
        return looks::header_of(mail);
    }
};

/// What is to be done about a mail with this header; nullopt: nobody even asks.
std::optional<leftover> judged(std::string const& header) {
    auto const seen = sightings_of({looks::found(header, now)}, scope());
    return seen.empty() ? std::nullopt
                        : std::optional(judge_leftover(seen.front(), scope(), after, now));
}

TEST(Reaper, OnlyAnOldGenuineMailOfThisMailboxIsDue) {
    maker const ours;
    auto const old = ours.header(72h);
    auto forged = old;
    for (auto at = forged.find(ours.token(72h)); at != std::string::npos;
         at = forged.find(ours.token(72h), at)) {
        auto& last = forged.at(at + ours.token(72h).size() - 1);
        last = last == 'a' ? 'b' : 'a';
    }

    struct row {
        char const* what;
        std::string header;
        std::optional<leftover> expected;
    };

    std::vector<row> const table{
        {"old", old, leftover::due},
        {"exactly old enough", ours.header(after), leftover::due},
        {"of years ago", ours.header(24h * 3000), leftover::due},
        {"one millisecond too young", ours.header(after - 1ms), leftover::too_young},
        {"of now", ours.header(0ms), leftover::too_young},
        {"by a clock a little ahead", ours.header(-5min), leftover::too_young},
        {"from the future", ours.header(-5min - 1ms), leftover::from_the_future},
        {"from a future far away", ours.header(-24h * 100'000), leftover::from_the_future},
        {"by the newer key", maker{{key("k2", 'y')}, ours.binding}.header(72h), leftover::due},
        {"forged", forged, std::nullopt},
        {"by a key that is not configured any more",
         maker{{key("k0", 'x')}, ours.binding}.header(72h),
         std::nullopt},
        {"by another key of that name",
         maker{{key("k1", 'z')}, ours.binding}.header(72h),
         std::nullopt},
        {"of another instance",
         maker{ours.ring, {"other", "anna", "anna@example.org"}}.header(72h),
         std::nullopt},
        {"of another mailbox",
         maker{ours.ring, {"acme", "bert", "anna@example.org"}}.header(72h),
         std::nullopt},
        {"to another recipient",
         maker{ours.ring, {"acme", "anna", "bert@example.org"}}.header(72h),
         std::nullopt},
        {"a reply", "In-Reply-To: <a@b>\r\n" + old, leftover::not_genuine},
        {"an answer in a thread", "References: <a@b>\r\n" + old, leftover::not_genuine},
        {"sent on", "Resent-From: bert@example.org\r\n" + old, leftover::not_genuine},
        {"a token in the subject only",
         "Subject: Re: [mailsonde] acme " + ours.token(72h) + "\r\n",
         leftover::not_genuine},
        {"a token in the field only",
         "X-Mailsonde-Token: " + ours.token(72h) + "\r\nSubject: hello\r\n",
         leftover::not_genuine},
        {"a human's", "Subject: hello\r\n", std::nullopt},
    };
    for (auto const& row : table) {
        EXPECT_EQ(judged(row.header), row.expected) << row.what;
    }
}

TEST(Reaper, WhatWasValidWhenItWasSeenIsCheckedAgain) {
    maker const ours;
    auto const seen = sightings_of({looks::found(ours.header(72h), now)}, scope()).at(0);
    ASSERT_EQ(judge_leftover(seen, scope(), after, now), leftover::due);
    auto reloaded = scope();
    reloaded.ring = {key("k2", 'y')};
    EXPECT_EQ(judge_leftover(seen, reloaded, after, now), leftover::not_valid);
    reloaded = scope();
    reloaded.recipients = {"anna@new.example"};
    EXPECT_EQ(judge_leftover(seen, reloaded, after, now), leftover::not_valid);
    auto broken = seen;
    broken.token = "ms1.broken";
    EXPECT_EQ(judge_leftover(broken, scope(), after, now), leftover::not_valid);
}

}  // namespace
}  // namespace mailsonde::checker
