// SMTP servers whose replies are no replies, or come when nobody asked.
#include "tests/unit/clients/lying_smtp.hpp"

#include <gtest/gtest.h>

#include <string>

namespace mailsonde::clients {
namespace {

using namespace lying;

class LyingSmtpReply : public lying_smtp_case {
protected:
    void breaks(script steps, std::string const& phase) {
        auto const made = fails(std::move(steps), send_failure::connection, phase);
        EXPECT_EQ(made.smtp.code, 0) << "no reply decided anything";
        TearDown();
    }
};

TEST_F(LyingSmtpReply, AnotherProtocolsBannerAsGreeting) {
    for (std::string const banner :
         {"* OK [CAPABILITY IMAP4rev1] ready\r\n",
          "HTTP/1.1 400 Bad Request\r\n\r\n",
          "+OK POP3 ready\r\n",
          "SSH-2.0-OpenSSH_9.2\r\n"}) {
        breaks({says{banner}}, "smtp.greeting");
    }
}

TEST_F(LyingSmtpReply, AGreetingThatIsNo220) {
    auto const made = fails({says{"250 come in\r\n"}}, send_failure::connection, "smtp.greeting");
    EXPECT_EQ(made.smtp.code, 250);
}

TEST_F(LyingSmtpReply, CodesOutsideOf200To599) {
    for (std::string const reply :
         {"199 ok\r\n",
          "600 ok\r\n",
          "99 ok\r\n",
          "2500 ok\r\n",
          "-250 ok\r\n",
          "25O ok\r\n",
          "250ok\r\n",
          "2\xb2"
          "0 ok\r\n"}) {
        breaks(joined({until("MAIL"), {says{reply}}}), "smtp.mail");
    }
}

TEST_F(LyingSmtpReply, CodesThatDifferInOneReply) {
    breaks(joined({until("MAIL"), {says{"250-ok\r\n550 or not\r\n"}}}), "smtp.mail");
    plays(joined({until("content"), {says{"250-ok\r\n"}, says{"451 later\r\n"}, hears_the_end{}}}));
    EXPECT_TRUE(in_vain(send_failure::connection, "smtp.data_end").maybe_accepted);
}

TEST_F(LyingSmtpReply, RepliesBeforeTheirCommands) {
    breaks(
        joined({until("MAIL"), {says{"250 ok\r\n250 ok\r\n354 go\r\n250 taken\r\n"}}}), "smtp.mail"
    );
    breaks({says{"220 mx\r\n250 mx\r\n"}}, "smtp.greeting");
}

TEST_F(LyingSmtpReply, AnAcceptanceBeforeTheMail) {
    breaks(
        joined({until("DATA"), {says{"354 go\r\n250 2.0.0 Ok: queued as 4F3C2A1B7D\r\n"}}}),
        "smtp.data"
    );
}

TEST_F(LyingSmtpReply, GoAheadTooEarly) {
    breaks(joined({until("MAIL"), {says{"354 go\r\n"}}}), "smtp.mail");
    breaks(joined({until("RCPT"), {says{"354 go\r\n"}}}), "smtp.rcpt");
}

TEST_F(LyingSmtpReply, OkInsteadOfGoAhead) {
    breaks(joined({until("DATA"), {says{"250 ok\r\n"}}}), "smtp.data");
}

TEST_F(LyingSmtpReply, GoAheadAgainAfterTheMail) {
    plays(joined({until("content"), {says{"354 more\r\n"}, hears_the_end{}}}));
    EXPECT_TRUE(in_vain(send_failure::connection, "smtp.data_end").maybe_accepted);
}

TEST_F(LyingSmtpReply, GoAheadThoughTheRecipientWasRefused) {
    plays(joined(
        {greeting(),
         {hears{envelope},
          says{"250 ok\r\n550 5.1.1 no such user\r\n354 go\r\n"},
          hears{".\r\n"},
          says{"250 2.0.0 Ok: queued as 4F3C2A1B7D\r\n"},
          hears{"RSET\r\n"},
          says{"250 ok\r\n"}}}
    ));
    auto const made = submitted();
    EXPECT_EQ(made.failure, send_failure::permanent);
    EXPECT_EQ(made.smtp.phase, "smtp.rcpt");
    EXPECT_EQ(made.smtp.code, 550);
    EXPECT_FALSE(made.maybe_accepted) << "nothing of the mail went out";
}

TEST_F(LyingSmtpReply, AnotherVerdictBehindTheFirst) {
    plays(joined(
        {until("content"),
         {says{"250 2.0.0 Ok: queued as 4F3C2A1B7D\r\n554 5.7.1 no, after all\r\n"}, hears_the_end{}
         }}
    ));
    EXPECT_EQ(submitted().failure, std::nullopt) << "the first one counts";
    auto const next = failed(send_failure::connection, "smtp.mail");
    EXPECT_EQ(next.detail, "unexpected reply: smtp.mail: 554 5.7.1 no, after all");
}

TEST_F(LyingSmtpReply, ControlCharactersAndForeignOctets) {
    plays(joined(
        {until("RCPT"),
         {says{"550-5.1.1 \x1b[2J\x07"
               "caf\xc3\xa9 \xe9\r\n550 5.1.1 \xe2\x80\xae"
               "evil"
               "\r\n"},
          hears{"RSET\r\n"},
          says{"250 ok\r\n"}}}
    ));
    auto const made = submitted();
    EXPECT_EQ(made.failure, send_failure::permanent);
    EXPECT_EQ(made.smtp.text, "?[2J?caf\xc3\xa9 ? ?evil");
    EXPECT_EQ(made.smtp.enhanced, "5.1.1");
}

TEST_F(LyingSmtpReply, AnEnhancedCodeThatContradicts) {
    plays(joined({until("content"), {says{"554 2.0.0 Ok: queued as 4F3C2A1B7D\r\n"}}}));
    auto const made = submitted();
    EXPECT_EQ(made.failure, send_failure::permanent);
    EXPECT_EQ(made.smtp.enhanced, "");
    EXPECT_EQ(made.smtp.queue_id, "");
}

TEST_F(LyingSmtpReply, ASizeThatIsTooSmall) {
    plays(greeting("250 SIZE 10\r\n"));
    auto const made = submitted();
    EXPECT_EQ(made.failure, send_failure::permanent);
    EXPECT_EQ(made.smtp.phase, "smtp.mail");
    EXPECT_NE(made.detail.find("the limit is 10"), std::string::npos) << made.detail;
}

TEST_F(LyingSmtpReply, SizesThatAreNone) {
    for (std::string const size : {"-1", "0", "99999999999999999999999", "10M", "\xb2"}) {
        plays(joined(
            {greeting("250 SIZE " + size + "\r\n"),
             {hears{"MAIL FROM:<probe@a.example> SIZE=21\r\n"},
              says{"452 4.3.1 full\r\n"},
              hears{"RSET\r\n"},
              says{"250 ok\r\n"}}}
        ));
        EXPECT_EQ(submitted().failure, send_failure::temporary) << size;
        TearDown();
    }
}

}  // namespace
}  // namespace mailsonde::clients
