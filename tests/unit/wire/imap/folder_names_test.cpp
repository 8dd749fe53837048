#include "shared/wire/imap/junk_folder.hpp"
#include "shared/wire/imap/mutf7.hpp"

#include <gtest/gtest.h>

#include <string>

namespace mailsonde::wire::imap {
namespace {

folder named(
    std::string raw_name,
    std::vector<std::string> attributes = {},
    std::optional<char> delimiter = '/'
) {
    return folder::from({std::move(attributes), delimiter, std::move(raw_name)});
}

TEST(ImapMutf7, GoesBothWays) {
    struct {
        std::string_view wire;
        std::string_view utf8;
    } const cases[] = {
        {"", ""},
        {"INBOX", "INBOX"},
        {"a&-b", "a&b"},
        {"Entw&APw-rfe", "Entwürfe"},
        {"~peter/mail/&U,BTFw-/&ZeVnLIqe-", "~peter/mail/台北/日本語"},
        {"&2D3eAA-", "😀"},
        {"Courrier ind&AOk-sirable", "Courrier indésirable"},
    };

    for (auto const& one : cases) {
        EXPECT_EQ(decode_mutf7(one.wire), one.utf8);
        EXPECT_EQ(encode_mutf7(one.utf8), one.wire);
    }
}

TEST(ImapMutf7, RefusesWhatIsMalformed) {
    for (std::string_view const bad : {"a&", "a&AOk", "&A-", "&AOkA-", "&!!-", "&2D0-", "&3gA-"}) {
        EXPECT_EQ(decode_mutf7(bad), std::nullopt) << bad;
    }
    EXPECT_EQ(encode_mutf7("\xFF"), std::nullopt);
    EXPECT_EQ(encode_mutf7("\xC0\x80"), std::nullopt);
    EXPECT_EQ(encode_mutf7("\xED\xA0\x80"), std::nullopt);
}

TEST(ImapFolder, IsShownDecodedAndHarmless) {
    EXPECT_EQ(named("Entw&APw-rfe").name, "Entwürfe");
    EXPECT_EQ(named("a\x1B[2Jb").name, "a?[2Jb");
    EXPECT_EQ(named("&ICo-x").name.find("\xE2\x80\xAA"), std::string::npos) << "bidi override";
    EXPECT_EQ(named("caf\xC3\xA9&x").name, "café&x") << "malformed is shown as it is";
    EXPECT_FALSE(named("a", {"\\NoSelect"}).selectable);
    EXPECT_FALSE(named("a", {"\\nonexistent"}).selectable);
    EXPECT_EQ(named("a", {"\\HasNoChildren", "\\trash"}).use, special_use::trash);
}

TEST(ImapJunkFolder, IsFoundByUseNameOrConfiguration) {
    struct {
        char const* what;
        std::vector<folder> folders;
        std::optional<std::string> configured;
        char const* found;
    } const cases[] = {
        {"special use wins over names",
         {named("INBOX"), named("Spam"), named("Werbung", {"\\Junk"})},
         {},
         "Werbung"},
        {"Exchange", {named("INBOX"), named("Junk Email")}, {}, "Junk Email"},
        {"any case", {named("INBOX"), named("JUNK E-MAIL")}, {}, "JUNK E-MAIL"},
        {"Courier", {named("INBOX", {}, '.'), named("INBOX.Spam", {}, '.')}, {}, "INBOX.Spam"},
        {"slash prefix", {named("Inbox/Junk")}, {}, "Inbox/Junk"},
        {"French", {named("Courrier ind&AOk-sirable")}, {}, "Courrier ind&AOk-sirable"},
        {"better known first", {named("Bulk"), named("Junk")}, {}, "Junk"},
        {"no delimiter, no prefix", {named("INBOX.Spam", {}, '/')}, {}, nullptr},
        {"part of a name", {named("Spam reports"), named("Not Junk")}, {}, nullptr},
        {"not selectable",
         {named("Junk", {"\\Noselect"}), named("Spam", {"\\Noselect"})},
         {},
         nullptr},
        {"configured by wire name",
         {named("Junk"), named("Entw&APw-rfe")},
         "Entw&APw-rfe",
         "Entw&APw-rfe"},
        {"configured as written", {named("Junk"), named("Entw&APw-rfe")}, "Entwürfe", "Entw&APw-rfe"
        },
        {"configured and absent", {named("Junk")}, "Quarantine", nullptr},
        {"nothing", {}, {}, nullptr},
    };

    for (auto const& one : cases) {
        auto const* const found = find_junk(one.folders, one.configured);
        if (one.found == nullptr) {
            EXPECT_EQ(found, nullptr) << one.what;
            continue;
        }
        ASSERT_NE(found, nullptr) << one.what;
        EXPECT_EQ(found->raw_name, one.found) << one.what;
    }
}

TEST(ImapSweep, PassesOverFoldersOfOtherKinds) {
    EXPECT_TRUE(is_swept(named("Archive")));
    EXPECT_FALSE(is_swept(named("[Gmail]/All Mail", {"\\All"})));
    EXPECT_FALSE(is_swept(named("Notes")));
    EXPECT_FALSE(is_swept(named("Shared", {"\\Noselect"})));
}

}  // namespace
}  // namespace mailsonde::wire::imap
