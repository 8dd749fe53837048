#include "checker-service/token_check.hpp"

#include "tests/unit/checker-service/looks.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace mailsonde::checker {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr instant slot{std::chrono::milliseconds(1'795'485'600'250)};

model::signing_key key(std::string const& id, char octet) {
    return {id, secret(std::string(32, octet))};
}

token_scope scope(std::vector<std::string> recipients = {"anna@example.org"}) {
    return {{key("k1", 'x')}, "acme", "anna", std::move(recipients)};
}

std::string token_for(
    model::key_ring const& ring,
    model::token_binding const& binding,
    std::string const& nonce = "12345678"
) {
    return model::mint(ring, binding, slot, nonce).text();
}

std::string ours(std::string const& nonce = "12345678") {
    return token_for({key("k1", 'x')}, {"acme", "anna", "anna@example.org"}, nonce);
}

std::string in_field(std::string const& token) {
    return "X-Mailsonde-Token: " + token + "\r\n";
}

std::string in_id(std::string const& token) {
    return "Message-ID: <" + token + "@probe.example>\r\n";
}

std::string in_subject(std::string const& token) {
    return "Subject: [mailsonde] acme " + token + "\r\n";
}

/// The header that we write around a token.
std::string mail_with(std::string const& token) {
    model::mail_sent mail;
    mail.recipient = "anna@example.org";
    mail.token = token;
    mail.message_id = token + "@probe.example";
    mail.mail.slot = slot;
    return looks::header_of(mail);
}

TEST(TokenCheck, TwoOfThreePlacesMakeAMailGenuine) {
    auto const t = ours();

    struct row {
        char const* what;
        std::string header;
        bool genuine;
    };

    std::vector<row> const table{
        {"as we write it", mail_with(t), true},
        {"field and id", in_field(t) + in_id(t), true},
        {"field and subject", in_field(t) + in_subject(t), true},
        {"id and subject", in_id(t) + in_subject(t), true},
        {"another id by the server", in_field(t) + in_id("abc.def") + in_subject(t), true},
        {"only the field", in_field(t), false},
        {"only the id", in_id(t), false},
        {"only the subject", in_subject(t), false},
        {"twice in one place", in_subject(t + " " + t), false},
        {"the same field twice", in_field(t) + in_field(t), false},
        {"another token in the other places",
         in_field(t) + in_id(ours("87654321")) + in_subject(ours("abcdefgh")),
         false},
        {"a reply", mail_with(t).insert(0, "In-Reply-To: <a@b>\r\n"), false},
        {"an answer in a thread", mail_with(t).insert(0, "References: <a@b>\r\n"), false},
        {"a redirect", mail_with(t).insert(0, "Resent-From: bert@example.org\r\n"), false},
    };
    for (auto const& row : table) {
        SCOPED_TRACE(row.what);
        auto const found = check_header(row.header, scope()).value_or(checked_token());
        EXPECT_EQ(found.text, t);
        EXPECT_EQ(found.genuine, row.genuine);
    }
}

TEST(TokenCheck, WhatIsNotSignedForThisMailboxIsNoToken) {
    auto const ring = model::key_ring{key("k1", 'x')};
    auto forged = ours();
    forged.back() = forged.back() == 'a' ? 'b' : 'a';
    std::vector<std::string> const table{
        forged,
        token_for(ring, {"acme", "bert", "anna@example.org"}),
        token_for(ring, {"other", "anna", "anna@example.org"}),
        token_for(ring, {"acme", "anna", "bert@example.org"}),
        token_for({key("k1", 'y')}, {"acme", "anna", "anna@example.org"}),
        ours().substr(1),
        "",
    };
    for (auto const& token : table) {
        SCOPED_TRACE(token);
        EXPECT_FALSE(check_header(in_field(token) + in_id(token) + in_subject(token), scope()));
    }
    EXPECT_FALSE(check_header("", scope()));
    EXPECT_FALSE(check_header(mail_with(ours()), scope({}))) << "nobody to have sent it to";
}

TEST(TokenCheck, TheRecipientOfAMailStillOutCounts) {
    auto const old = token_for({key("k1", 'x')}, {"acme", "anna", "anna@old.example"});
    EXPECT_FALSE(check_header(mail_with(old), scope()));
    EXPECT_TRUE(check_header(mail_with(old), scope({"anna@example.org", "anna@old.example"})));
}

TEST(TokenCheck, OldKeysVerifyAsLongAsTheyAreInTheRing) {
    auto rotated = scope();
    rotated.ring = {key("k2", 'y'), key("k1", 'x')};
    EXPECT_TRUE(check_header(mail_with(ours()), rotated));
    rotated.ring = {key("k2", 'y')};
    EXPECT_FALSE(check_header(mail_with(ours()), rotated));
}

TEST(TokenCheck, ATokenThatHoldsIsFoundBehindOthers) {
    auto forged = ours();
    forged.back() = forged.back() == 'a' ? 'b' : 'a';
    auto const found =
        check_header(
            in_field(forged) + in_field(ours()) + in_subject("Re: " + forged + " " + ours()),
            scope()
        )
            .value_or(checked_token());
    EXPECT_EQ(found.text, ours());
    EXPECT_TRUE(found.genuine);

    std::string flood;
    for (auto i = 0; i < 100; ++i) {
        flood += in_field(forged);
    }
    EXPECT_FALSE(check_header(flood + in_field(ours()), scope())) << "bounded work";
}

TEST(TokenCheck, TheBestPlaceComesFirst) {
    auto const header = mail_with(ours());
    auto sooner = looks::found(header, slot, 3);
    auto const later = looks::found(header, slot, 4);
    auto const in = [&](char const* folder, folder_kind kind) {
        return looks::found_in(folder, kind, header, slot);
    };
    std::vector<std::string> order;
    for (auto const& seen : sightings_of(
             {in("Lists", folder_kind::other),
              in("Spam", folder_kind::junk),
              later,
              in("Anna", folder_kind::watched),
              sooner,
              looks::found("Subject: hello\r\n", slot, 1)},
             scope()
         )) {
        EXPECT_TRUE(seen.genuine);
        EXPECT_EQ(seen.token, ours());
        order.push_back(seen.folder_name + std::to_string(seen.place.uid));
    }
    EXPECT_THAT(order, ElementsAre("INBOX3", "INBOX4", "Anna7", "Spam7", "Lists7"));
    EXPECT_THAT(sightings_of({}, scope()), IsEmpty());
}

TEST(TokenCheck, OnlyTheGenuineMailWithThisTokenMayBeDeleted) {
    auto const bound = std::make_shared<token_scope const>(scope());
    auto const mine = holds(bound, ours());
    auto const any = is_ours(bound);
    EXPECT_TRUE(mine(mail_with(ours())));
    EXPECT_TRUE(any(mail_with(ours())));
    auto const another = mail_with(ours("87654321"));
    EXPECT_FALSE(mine(another));
    EXPECT_TRUE(any(another));
    for (auto const& not_ours :
         {std::string(),
          std::string("Subject: hello\r\n"),
          in_subject(ours()),
          "In-Reply-To: <" + ours() + "@probe.example>\r\n" + mail_with(ours())}) {
        EXPECT_FALSE(mine(not_ours)) << not_ours;
        EXPECT_FALSE(any(not_ours)) << not_ours;
    }
}

}  // namespace
}  // namespace mailsonde::checker
