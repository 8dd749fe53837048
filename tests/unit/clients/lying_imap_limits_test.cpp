// IMAP servers that send without end. Whatever they send, what we hold of it is bounded, and we
// close the connection.
#include "tests/support/allocation_watch.hpp"
#include "tests/unit/clients/lying_imap.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <string>
#include <utility>

namespace mailsonde::clients {
namespace {

using namespace lying;

constexpr std::size_t mebibyte = 1024UL * 1024;
/// What is too much is so by its size, however slow the machine is.
constexpr auto plenty = std::chrono::seconds(100);

class LyingImapLimits : public lying_imap_case {
protected:
    LyingImapLimits() { remembers = false; }

    /// A look at a server whose script ends in floods.
    void stops(
        script steps, error_code const& why, std::string const& phase, std::size_t most = mebibyte
    ) {
        budgets = {{phase, plenty}};
        plays(std::move(steps));
        test::allocation_watch const memory;
        failed(why, phase);
        EXPECT_LE(memory.peak(), most);
        RecordProperty("peak_kib", std::to_string(memory.peak() / 1024));
    }

    void stops(script steps, imap_errc why, std::string const& phase, std::size_t most = mebibyte) {
        stops(std::move(steps), error_code(why), phase, most);
    }
};

script in_fetch(std::string const& begins, std::string bytes) {
    return joined(
        {login(),
         list(),
         {hears{first_look_bytes()}, says{opened("a3", 10) + begins}, floods{std::move(bytes)}}}
    );
}

script in_list(std::string bytes) {
    return joined({login(), {hears{list_bytes("a2")}, floods{std::move(bytes)}}});
}

/// So many octets of repetitions, for a flood that isn't made of tiny writes.
std::string many(std::string const& one, std::size_t octets = 64UL * 1024) {
    std::string all;
    while (all.size() < octets) {
        all += one;
    }
    return all;
}

TEST_F(LyingImapLimits, ALiteralOfTenGigabytes) {
    for (std::string const size : {"10737418240", "4294967295", "262145", "99999999999999999999"}) {
        stops(
            in_fetch("* 4 FETCH (UID 9 BODY[HEADER] {" + size + "}\r\n", many("x")),
            imap_errc::literal_too_long,
            "imap.fetch"
        );
        TearDown();
    }
}

TEST_F(LyingImapLimits, LiteralsWithoutEnd) {
    stops(
        in_fetch("* 4 FETCH (", "BODY[HEADER] {1000}\r\n" + std::string(1000, 'x') + " "),
        imap_errc::too_many_bytes,
        "imap.fetch",
        4 * mebibyte
    );
}

TEST_F(LyingImapLimits, ALineWithoutEnd) {
    stops({floods{many("x")}}, imap_errc::line_too_long, "imap.greeting");
    TearDown();
    stops(in_fetch("* 4 FETCH (", many("x")), imap_errc::line_too_long, "imap.fetch");
}

TEST_F(LyingImapLimits, UntaggedResponsesWithoutEnd) {
    stops(in_list(many("* OK still busy\r\n")), imap_errc::too_many_responses, "imap.list");
    TearDown();
    stops(in_fetch("", many("* 1 RECENT\r\n")), imap_errc::too_many_responses, "imap.fetch");
}

TEST_F(LyingImapLimits, EmptyLinesWithoutEnd) {
    stops(in_list(many("\r\n")), net_errc::too_much_data, "imap.list");
}

TEST_F(LyingImapLimits, ContinuationsWithoutEnd) {
    stops(
        {says{ready}, hears{authenticate}, floods{many("+ \r\n")}},
        net_errc::too_much_data,
        "imap.auth"
    );
    TearDown();
    stops(in_list(many("+ \r\n")), net_errc::too_much_data, "imap.list");
}

TEST_F(LyingImapLimits, CapabilitiesWithoutEnd) {
    stops(
        {says{ready}, hears{authenticate}, floods{"* CAPABILITY " + many("X ", 60'000) + "\r\n"}},
        imap_errc::too_many_values,
        "imap.auth",
        4 * mebibyte
    );
}

TEST_F(LyingImapLimits, NestingWithoutEnd) {
    stops(
        in_fetch("* 4 FETCH ", many("(", 1000) + "\r\n"), imap_errc::nesting_too_deep, "imap.fetch"
    );
}

TEST_F(LyingImapLimits, BracketsWithoutEnd) {
    // Looking for the closing one from each of them anew would take minutes.
    stops(
        in_list("* LIST () \".\" " + many("[", 65'000) + "\r\n"),
        net_errc::too_much_data,
        "imap.list"
    );
    TearDown();
    stops(
        in_list("* LIST () \".\" x " + many("[ ", 10'000) + "\r\n"),
        net_errc::too_much_data,
        "imap.list",
        4 * mebibyte
    );
}

TEST_F(LyingImapLimits, ValuesWithoutEnd) {
    stops(
        in_fetch("* 4 FETCH (", many("x ", 60'000) + ")\r\n"),
        imap_errc::too_many_values,
        "imap.fetch",
        4 * mebibyte
    );
}

TEST_F(LyingImapLimits, MailsWithoutEnd) {
    std::string mails;
    for (auto uid = 9; uid < 9'009; ++uid) {
        mails += mail(uid, our_field);
    }
    stops(in_fetch("", mails), imap_errc::too_many_responses, "imap.fetch", 12 * mebibyte);
}

TEST_F(LyingImapLimits, HeadersWithoutEnd) {
    std::string mails;
    for (auto uid = 9; uid < 59; ++uid) {
        mails += mail(uid, our_field + "\r\n" + std::string(250'000, 'x'));
    }
    stops(in_fetch("", mails), net_errc::too_much_data, "imap.fetch", 12 * mebibyte);
}

TEST_F(LyingImapLimits, FlagsWithoutEnd) {
    std::string mails;
    for (auto uid = 9; uid < 1'009; ++uid) {
        mails += "* 4 FETCH (UID " + std::to_string(uid) + " BODY[HEADER] \"\" FLAGS (" +
                 many("x ", 18'000) + "))\r\n";
    }
    stops(in_fetch("", mails), net_errc::too_much_data, "imap.fetch", 12 * mebibyte);
}

TEST_F(LyingImapLimits, FolderNamesWithoutEnd) {
    std::string folders;
    for (auto i = 0; i < 9'000; ++i) {
        folders += "* LIST () \".\" " + std::string(1'000, 'x') + std::to_string(i) + "\r\n";
    }
    stops(in_list(folders), net_errc::too_much_data, "imap.list", 12 * mebibyte);
}

TEST_F(LyingImapLimits, FolderNamesThatAreTooMuchTogether) {
    std::string folders;
    for (auto i = 0; i < 4'000; ++i) {
        folders += "* LIST () \".\" " + std::string(1'000, 'x') + std::to_string(i) + "\r\n";
    }
    plays(joined({login(), {hears{list_bytes("a2")}, says{folders + "a2 OK\r\n"}, hears_the_end{}}})
    );
    test::allocation_watch const memory;
    failed(imap_errc::too_many_bytes, "imap.list");
    EXPECT_LE(memory.peak(), 12 * mebibyte);
    RecordProperty("peak_kib", std::to_string(memory.peak() / 1024));
}

TEST_F(LyingImapLimits, TenThousandFolders) {
    std::string folders;
    for (auto i = 0; i < 10'000; ++i) {
        folders += "* LIST () \".\" Projects.Customer." + std::to_string(i) + "\r\n";
    }
    plays(joined(
        {login(""),
         {hears{"a2 LIST \"\" \"*\"\r\n"},
          says{folders + "a2 OK\r\n"},
          hears{"a3 EXAMINE \"INBOX\"\r\na4 UID FETCH 9:508" + items},
          says{opened("a3", 9) + "a4 OK\r\n"}}}
    ));
    test::allocation_watch const memory;
    EXPECT_TRUE(looked().complete);
    EXPECT_LE(memory.peak(), 12 * mebibyte);
    RecordProperty("peak_kib", std::to_string(memory.peak() / 1024));
    TearDown();
    stops(
        in_list(many("* LIST () \".\" x\r\n")),
        imap_errc::too_many_responses,
        "imap.list",
        12 * mebibyte
    );
}

TEST_F(LyingImapLimits, AGoodbyeWithoutEnd) {
    plays(joined({begin(), {hears{"a7 LOGOUT\r\n"}, floods{many("* OK wait\r\n")}}}));
    EXPECT_TRUE(looked().complete);
    test::allocation_watch const memory;
    done(client->close());
    ended();
    EXPECT_LE(memory.peak(), mebibyte);
}

}  // namespace
}  // namespace mailsonde::clients
