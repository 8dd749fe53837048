// What the sender tells metrics.
#include "tests/unit/sender-service/sender_case.hpp"
#include "tests/unit/telemetry/pages.hpp"

namespace mailsonde::sender {
namespace {

using namespace std::chrono_literals;
using telemetry::shows;

class SenderFigures : public sender_case {
protected:
    [[nodiscard]] testing::AssertionResult has(std::string const& line) const {
        return shows(metrics.render(), line);
    }
};

TEST_F(SenderFigures, TellOfMailsAndWhatBecameOfThem) {
    auto const one = start();
    EXPECT_TRUE(has(R"(mailsonde_mails_scheduled_total{probe="inbound"} 1)"));
    EXPECT_TRUE(has(R"(mailsonde_visits_under_way{service="sender"} 1)"));
    auto attempt = accepted();
    attempt.smtp.phases = {{"smtp.connect", 20ms}, {"smtp.data_end", 250ms}};
    attempt.certificate_expires = instant(86'400s);
    one->answer(attempt);
    EXPECT_TRUE(has(
        R"(mailsonde_certificate_expiry_timestamp_seconds{protocol="smtp",server="relay"} 86400)"
    ));
    EXPECT_TRUE(has(R"(mailsonde_submissions_total{outcome="sent",probe="inbound"} 1)"));
    EXPECT_TRUE(has(R"(mailsonde_visits_under_way{service="sender"} 0)"));
    EXPECT_TRUE(has(R"(mailsonde_phase_seconds_sum{phase="connect",protocol="smtp"} 0.02)"));
    EXPECT_TRUE(has(R"(mailsonde_phase_seconds_sum{phase="data_end",protocol="smtp"} 0.25)"));
}

TEST_F(SenderFigures, TellOfSlotsWithoutAMail) {
    start().reset();
    pass(4 * every + 1s);
    auto const next = start();
    EXPECT_TRUE(has(R"(mailsonde_slots_left_out_total{probe="inbound",reason="not_running"} 3)"));
}

}  // namespace
}  // namespace mailsonde::sender
