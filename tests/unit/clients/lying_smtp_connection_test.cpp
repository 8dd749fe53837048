// SMTP servers that end the connection, or keep us waiting. What matters most: is it certain that
// the server does not have the mail?
#include "tests/support/certificates.hpp"
#include "tests/unit/clients/lying_smtp.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace mailsonde::clients {
namespace {

using namespace lying;
using namespace std::chrono_literals;

struct place {
    std::string phase;
    script until;
};

/// Where a server can end the conversation or fall silent while it can't have the mail.
std::vector<place> places_before_the_mail() {
    return {
        {"smtp.greeting", {}},
        {"smtp.ehlo", {says{"220 mx\r\n"}, hears{"EHLO probe.example\r\n"}}},
        {"smtp.mail", until("MAIL")},
        {"smtp.rcpt", until("RCPT")},
        {"smtp.data", until("DATA")}
    };
}

class LyingSmtpConnection : public lying_smtp_case {};

TEST_F(LyingSmtpConnection, Refused) {
    serve({});
    auto const port = peer->port();
    peer->stop();
    connects_to({"127.0.0.1", port, tls_mode::none, {}});
    plays_along = false;
    auto const made = submitted();
    EXPECT_EQ(made.failure, send_failure::connection);
    EXPECT_EQ(made.smtp.phase, "smtp.connect");
    EXPECT_NE(made.detail.find("connection refused"), std::string::npos) << made.detail;
    EXPECT_FALSE(made.maybe_accepted);
}

TEST_F(LyingSmtpConnection, NeverEstablished) {
    // A full queue of a socket that nobody accepts from swallows what comes, as a firewall does.
    namespace ip = boost::asio::ip;
    ip::tcp::acceptor full(io, ip::tcp::endpoint(ip::address_v4::loopback(), 0));
    full.listen(0);
    ip::tcp::socket first(io);
    first.connect(full.local_endpoint());
    budgets = {{"smtp.connect", 30ms}};
    connects_to({"127.0.0.1", full.local_endpoint().port(), tls_mode::none, {}});
    auto const made = submitted();
    EXPECT_EQ(made.failure, send_failure::connection);
    EXPECT_EQ(made.smtp.phase, "smtp.connect");
    EXPECT_NE(made.detail.find("timed out"), std::string::npos) << made.detail;
}

TEST_F(LyingSmtpConnection, LostAtEveryStepBeforeTheMail) {
    for (auto const& [phase, steps] : places_before_the_mail()) {
        plays(steps);
        auto const made = failed(send_failure::connection, phase);
        EXPECT_NE(made.detail.find("closed by the server"), std::string::npos) << made.detail;
        TearDown();
    }
}

TEST_F(LyingSmtpConnection, LostInTheMiddleOfAReply) {
    for (auto const& [phase, steps] : places_before_the_mail()) {
        plays(joined({steps, {says{"250-o"}}}));
        failed(send_failure::connection, phase);
        TearDown();
    }
}

TEST_F(LyingSmtpConnection, LostBehindTheMailLeavesADoubt) {
    plays(until("content"));
    EXPECT_TRUE(in_vain(send_failure::connection, "smtp.data_end").maybe_accepted);
    TearDown();
    plays(joined({until("content"), {says{"250 2.0.0 Ok: queued as 4F3C2A"}}}));
    EXPECT_TRUE(in_vain(send_failure::connection, "smtp.data_end").maybe_accepted)
        << "half a reply is none";
}

TEST_F(LyingSmtpConnection, LostBehindTheAcceptanceChangesNothing) {
    plays(joined({until("content"), {says{"250 2.0.0 Ok: queued as 4F3C2A1B7D\r\n"}}}));
    auto const made = submitted();
    EXPECT_EQ(made.failure, std::nullopt);
    EXPECT_EQ(made.smtp.queue_id, "4F3C2A1B7D");
}

TEST_F(LyingSmtpConnection, A421AtEveryStep) {
    auto places = places_before_the_mail();
    places.push_back({"smtp.data_end", until("content")});
    for (auto const& [phase, steps] : places) {
        auto const made = fails(
            joined({steps, {says{"421 4.3.2 shutting down\r\n"}}}), send_failure::temporary, phase
        );
        EXPECT_EQ(made.smtp.code, 421);
        TearDown();
    }
}

TEST_F(LyingSmtpConnection, SilentAtEveryStepBeforeTheMail) {
    for (auto const& [phase, steps] : places_before_the_mail()) {
        budgets = {{phase, 30ms}};
        auto const made = fails(steps, send_failure::connection, phase);
        EXPECT_NE(made.detail.find("timed out"), std::string::npos) << made.detail;
        TearDown();
    }
}

TEST_F(LyingSmtpConnection, SilentBehindTheMailLeavesADoubt) {
    budgets = {{"smtp.data_end", 30ms}};
    plays(joined({until("content"), {hears_the_end{}}}));
    EXPECT_TRUE(in_vain(send_failure::connection, "smtp.data_end").maybe_accepted);
}

TEST_F(LyingSmtpConnection, OneOctetAtATime) {
    budgets = {{"smtp.greeting", 30ms}};
    plays({drips{"220-mx.example is getting ready "}});
    failed(send_failure::connection, "smtp.greeting");
    TearDown();
    budgets = {{"smtp.data_end", 30ms}};
    plays(joined({until("content"), {drips{"250-still scanning for viruses "}}}));
    EXPECT_TRUE(in_vain(send_failure::connection, "smtp.data_end").maybe_accepted);
}

TEST_F(LyingSmtpConnection, SilentWhereTlsIsToBegin) {
    budgets = {{"smtp.tls", 30ms}};
    serve({stays_silent{}});
    connects_to({"127.0.0.1", peer->port(), tls_mode::implicit, {}});
    failed(send_failure::connection, "smtp.tls");
}

TEST_F(LyingSmtpConnection, StarttlsStripped) {
    serve(joined({greeting(), {hears_the_end{}}}));
    connects_to({"127.0.0.1", peer->port(), tls_mode::starttls, {}});
    failed(send_failure::tls, "smtp.ehlo");
}

TEST_F(LyingSmtpConnection, StarttlsRefused) {
    serve(joined(
        {greeting("250 STARTTLS\r\n"),
         {hears{"STARTTLS\r\n"}, says{"454 4.7.0 not today\r\n"}, hears_the_end{}}}
    ));
    connects_to({"127.0.0.1", peer->port(), tls_mode::starttls, {}});
    failed(send_failure::tls, "smtp.starttls");
}

TEST_F(LyingSmtpConnection, DataBehindTheOkOfStarttls) {
    serve(joined(
        {greeting("250 STARTTLS\r\n"),
         {hears{"STARTTLS\r\n"}, says{"220 go\r\n250-mx\r\n250 AUTH PLAIN\r\n"}, hears_the_end{}}}
    ));
    connects_to({"127.0.0.1", peer->port(), tls_mode::starttls, {}});
    failed(send_failure::tls, "smtp.starttls");
}

}  // namespace
}  // namespace mailsonde::clients
