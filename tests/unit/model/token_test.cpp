#include "shared/model/token.hpp"

#include <gtest/gtest.h>

#include <string>

namespace mailsonde::model {
namespace {

auto const slot = instant(milliseconds(1'795'485'600'123));
token_binding const anna{"acme-prod", "anna", "anna@example.org"};

key_ring ring(std::string const& id = "k1", char fill = 'x') {
    return {{id, secret(std::string(32, fill))}};
}

token minted(key_ring const& keys = ring()) {
    return mint(keys, anna, slot, "12345678");
}

TEST(Token, HasTheDocumentedShape) {
    auto const text = minted().text();
    EXPECT_EQ(text.size(), 57U);
    EXPECT_TRUE(text.starts_with("ms1."));
    EXPECT_EQ(text.find_first_not_of("abcdefghijklmnopqrstuvwxyz234567.1"), std::string::npos);
    EXPECT_EQ(minted().id().slot, slot);
}

TEST(Token, IsTheSameForAResend) {
    EXPECT_EQ(minted(), minted());
}

TEST(Token, VerifiesForItsBindingOnly) {
    auto const one = minted();
    EXPECT_EQ(verify(ring(), anna, one), "k1");
    token_binding const others[] = {
        {"acme-test", "anna", "anna@example.org"},
        {"acme-prod", "bert", "anna@example.org"},
        {"acme-prod", "anna", "bert@example.org"},
        {"acme-pro", "danna", "anna@example.org"},
        {"", "", ""},
    };
    for (auto const& other : others) {
        EXPECT_EQ(verify(ring(), other, one), std::nullopt) << other.mailbox;
    }
}

TEST(Token, VerifiesUnderAnOldKeyAndNamesIt) {
    auto const old_token = minted(ring("k1", 'x'));
    key_ring const rotated{
        {"k2", secret(std::string(32, 'y'))}, {"k1", secret(std::string(32, 'x'))}
    };
    EXPECT_EQ(verify(rotated, anna, old_token), "k1");
    EXPECT_EQ(verify(rotated, anna, minted(rotated)), "k2");
    EXPECT_EQ(verify(ring("k2", 'y'), anna, old_token), std::nullopt);
    EXPECT_EQ(verify(ring("k1", 'z'), anna, old_token), std::nullopt);
}

TEST(Token, AnyChangedCharacterInvalidatesIt) {
    auto const text = minted().text();
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto changed = text;
        changed[i] = changed[i] == 'a' ? 'b' : 'a';
        auto const parsed = token::parse(changed);
        EXPECT_TRUE(!parsed || !verify(ring(), anna, *parsed)) << i;
    }
}

TEST(Token, ParseRejectsWhatIsNotExactlyAToken) {
    auto const text = minted().text();
    std::string const bad[] = {
        "",
        "ms1.",
        text.substr(1),
        text + "a",
        " " + text,
        "MS1." + text.substr(4),
        "ms2." + text.substr(4),
        text.substr(0, 30) + "a" + text.substr(31),
        text.substr(0, 29) + "b" + text.substr(30),
        text.substr(0, 56) + "8",
    };
    for (auto const& one : bad) {
        EXPECT_FALSE(token::parse(one)) << one;
    }
}

TEST(Token, FindsTokensThatStandAlone) {
    auto const text = minted().text();
    EXPECT_EQ(token::find_all("<" + text + "@probe.example>").size(), 1U);
    EXPECT_EQ(token::find_all("Re: [mailsonde] acme " + text).size(), 1U);
    EXPECT_EQ(token::find_all(text + " " + text).size(), 1U) << "the same token once";
    EXPECT_TRUE(token::find_all("x" + text).empty());
    EXPECT_TRUE(token::find_all(text + "x").empty());
    EXPECT_TRUE(token::find_all(text.substr(0, 50)).empty());
}

TEST(Token, MintRefusesWeakKeys) {
    EXPECT_THROW(static_cast<void>(mint({}, anna, slot, "12345678")), std::invalid_argument);
    EXPECT_THROW(
        static_cast<void>(mint({{"k", secret("short")}}, anna, slot, "12345678")),
        std::invalid_argument
    );
}

TEST(MailId, DependsOnProbeSlotAndMailbox) {
    auto const one = make_mail_id("inbound", slot, "anna");
    EXPECT_EQ(one.size(), 36U);
    EXPECT_EQ(one[14], '5') << "UUID version 5";
    EXPECT_EQ(one, make_mail_id("inbound", slot, "anna"));
    EXPECT_NE(one, make_mail_id("inbound", slot, "bert"));
    EXPECT_NE(one, make_mail_id("outbound", slot, "anna"));
    EXPECT_NE(one, make_mail_id("inbound", slot + milliseconds(1), "anna"));
}

}  // namespace
}  // namespace mailsonde::model
