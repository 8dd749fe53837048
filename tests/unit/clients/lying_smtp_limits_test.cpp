// SMTP servers that send without end.
#include "tests/support/allocation_watch.hpp"
#include "tests/unit/clients/lying_smtp.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <string>
#include <utility>

namespace mailsonde::clients {
namespace {

using namespace lying;

std::string many(std::string const& one) {
    std::string all;
    while (all.size() < 65'536) {
        all += one;
    }
    return all;
}

class LyingSmtpLimits : public lying_smtp_case {
protected:
    LyingSmtpLimits() { remembers = false; }

    attempt stops(script steps, std::string const& phase) {
        constexpr std::size_t most = 1024UL * 1024;
        // However slow the machine is.
        budgets = {{phase, std::chrono::seconds(100)}};
        plays(std::move(steps));
        test::allocation_watch const memory;
        auto made = in_vain(send_failure::connection, phase);
        EXPECT_LE(memory.peak(), most);
        return made;
    }
};

TEST_F(LyingSmtpLimits, ALineWithoutEnd) {
    auto const made = stops({floods{std::string(65'536, '2')}}, "smtp.greeting");
    EXPECT_NE(made.detail.find("line too long"), std::string::npos) << made.detail;
}

TEST_F(LyingSmtpLimits, AReplyWithoutEnd) {
    auto const line = "250-" + std::string(1'000, 'x') + "\r\n";
    auto const made =
        stops({says{"220 mx\r\n"}, hears{"EHLO probe.example\r\n"}, floods{line}}, "smtp.ehlo");
    EXPECT_NE(made.detail.find("reply too long"), std::string::npos) << made.detail;
    TearDown();
    EXPECT_TRUE(stops(joined({until("content"), {floods{line}}}), "smtp.data_end").maybe_accepted);
}

TEST_F(LyingSmtpLimits, RepliesWithoutEnd) {
    // Each is an answer to what we haven't said yet.
    stops({floods{many("220 mx\r\n")}}, "smtp.greeting");
    TearDown();
    stops(joined({until("MAIL"), {floods{many("250 ok\r\n")}}}), "smtp.mail");
}

TEST_F(LyingSmtpLimits, EmptyLinesWithoutEnd) {
    stops({floods{"\r\n"}}, "smtp.greeting");
}

TEST_F(LyingSmtpLimits, AGoodbyeWithoutEnd) {
    plays(joined({until(""), {hears{"QUIT\r\n"}, floods{"221-bye\r\n"}}}));
    EXPECT_EQ(submitted().failure, std::nullopt);
    done(client->close());
    ended();
    EXPECT_FALSE(client->is_connected());
}

}  // namespace
}  // namespace mailsonde::clients
