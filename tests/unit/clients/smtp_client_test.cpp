#include "shared/clients/smtp_client.hpp"

#include "tests/unit/clients/submitting.hpp"

#include <gtest/gtest.h>

#include <string>

namespace mailsonde::clients {
namespace {

using namespace submitting;

class SmtpClient : public smtp_case {};

TEST_F(SmtpClient, TellsWhatTheServerSaid) {
    plays(joined({greeting(), taken_mail()}));
    auto const before = wall_now();
    auto const made = submitted();
    EXPECT_EQ(made.failure, std::nullopt) << made.detail;
    EXPECT_FALSE(made.maybe_accepted);
    EXPECT_EQ(made.detail, "");
    EXPECT_EQ(made.smtp.phase, "smtp.data_end");
    EXPECT_EQ(made.smtp.code, 250);
    EXPECT_EQ(made.smtp.enhanced, "2.0.0");
    EXPECT_EQ(made.smtp.text, "Ok: queued as 4F3C2A1B7D");
    EXPECT_EQ(made.smtp.queue_id, "4F3C2A1B7D");
    EXPECT_GE(made.ended_at, before);
    EXPECT_LE(made.ended_at, wall_now());
    for (auto const* phase : {"smtp.connect", "smtp.greeting", "smtp.mail", "smtp.data_end"}) {
        EXPECT_TRUE(made.smtp.phases.contains(phase)) << phase;
    }
}

TEST_F(SmtpClient, KeepsItsConnectionForTheNextMail) {
    plays(joined({greeting(), taken_mail(), taken_mail(), {hears{"QUIT\r\n"}, says{"221 bye\r\n"}}})
    );
    submitted();
    EXPECT_TRUE(client->is_connected());
    auto const second = submitted();
    EXPECT_EQ(second.failure, std::nullopt) << second.detail;
    EXPECT_TRUE(second.smtp.phases.contains("smtp.mail"));
    EXPECT_FALSE(second.smtp.phases.contains("smtp.connect")) << "of this attempt only";
    done(client->close());
    EXPECT_FALSE(client->is_connected());
}

TEST_F(SmtpClient, ReplacesAConnectionThatIsFoundDead) {
    script const deaths[] = {
        {hangs_up{}},
        {says{"421 4.4.2 idle for too long\r\n"}, hangs_up{}},
        {hears{envelope}, hangs_up{}},
        {hears{envelope}, says{"421 4.3.2 shutting down\r\n"}, hangs_up{}},
    };
    for (auto const& death : deaths) {
        plays(joined({greeting(), taken_mail(), death, greeting(), taken_mail()}));
        submitted();
        auto const second = submitted();
        EXPECT_EQ(second.failure, std::nullopt) << second.detail;
        EXPECT_TRUE(second.smtp.phases.contains("smtp.connect"));
        TearDown();
    }
}

TEST_F(SmtpClient, ReplacesADeadConnectionOnlyOnce) {
    plays(joined({greeting(), taken_mail(), {hangs_up{}}, greeting(), {hears{envelope}}}));
    submitted();
    auto const second = submitted();
    EXPECT_EQ(second.failure, model::send_failure::connection);
    EXPECT_FALSE(second.maybe_accepted);
    EXPECT_EQ(second.smtp.phase, "smtp.mail");
    EXPECT_FALSE(client->is_connected());
}

TEST_F(SmtpClient, NeverSendsTwiceWhatMayHaveBeenTaken) {
    plays(joined(
        {greeting(),
         taken_mail(),
         {hears{envelope}, says{"250 ok\r\n250 ok\r\n354 go\r\n"}, hears{content}}}
    ));
    submitted();
    auto const second = submitted();
    EXPECT_EQ(second.failure, model::send_failure::connection);
    EXPECT_TRUE(second.maybe_accepted);
    EXPECT_EQ(second.smtp.phase, "smtp.data_end");
    EXPECT_EQ(second.smtp.code, 0);
    EXPECT_FALSE(client->is_connected());
}

TEST_F(SmtpClient, ARefusedMailLeavesTheConnection) {
    plays(joined(
        {greeting(),
         {hears{envelope},
          says{"250 ok\r\n550 5.1.1 no such user\r\n554 no valid recipients\r\n"},
          hears{"RSET\r\n"},
          says{"250 ok\r\n"}},
         taken_mail()}
    ));
    auto const refused = submitted();
    EXPECT_EQ(refused.failure, model::send_failure::permanent);
    EXPECT_EQ(refused.smtp.phase, "smtp.rcpt");
    EXPECT_EQ(refused.smtp.code, 550);
    EXPECT_EQ(refused.smtp.enhanced, "5.1.1");
    EXPECT_NE(refused.detail.find("no such user"), std::string::npos) << refused.detail;
    EXPECT_TRUE(client->is_connected());
    EXPECT_EQ(submitted().failure, std::nullopt);
}

TEST_F(SmtpClient, AConnectionThatBreaksBehindTheRefusalDoesNotUnmakeIt) {
    plays(joined(
        {greeting(),
         {hears{envelope}, says{"250 ok\r\n450 4.2.0 later\r\n554 none\r\n"}, hears{"RSET\r\n"}}}
    ));
    auto const refused = submitted();
    EXPECT_EQ(refused.failure, model::send_failure::temporary);
    EXPECT_EQ(refused.smtp.code, 450);
    EXPECT_FALSE(client->is_connected());
}

TEST_F(SmtpClient, AMailThatMayNotGoOutCostsNoConnection) {
    plays(joined({greeting("250-SIZE 100\r\n250 PIPELINING\r\n"), {hears{"QUIT\r\n"}}}));
    auto unsafe = mail();
    unsafe.rcpt_to = "anna@b.example>\r\nDATA";
    EXPECT_EQ(submitted(unsafe).failure, model::send_failure::internal);
    auto bare = mail();
    bare.message = "Subject: x\n\nhello\n";
    EXPECT_EQ(submitted(bare).failure, model::send_failure::internal);
    auto large = mail();
    large.message += std::string(100, 'x') + "\r\n";
    EXPECT_EQ(submitted(large).failure, model::send_failure::permanent);
    EXPECT_TRUE(client->is_connected());
    done(client->close());
}

}  // namespace
}  // namespace mailsonde::clients
