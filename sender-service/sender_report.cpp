// What the sender says about its events in log and metrics, once they are durable.
#include "sender-service/sender_core.hpp"
#include "shared/core/failpoint.hpp"

namespace mailsonde::sender {
namespace {

using telemetry::level;

struct teller {
    telemetry::logger& logger;
    telemetry::metrics& metrics;

    void operator()(model::mail_scheduled const& event) const {
        logger.write(
            level::debug,
            "mail_scheduled",
            {{"probe", event.mail.probe},
             {"mailbox", event.mail.mailbox},
             {"mail_id", event.mail.mail_id}}
        );
    }

    void operator()(model::mail_sent const& event) const {
        failpoint("sender.S4.sent_committed");
        metrics.submission(event.mail.probe, "sent");
        logger.write(
            level::debug,
            "mail_sent",
            {{"probe", event.mail.probe},
             {"mailbox", event.mail.mailbox},
             {"mail_id", event.mail.mail_id},
             {"code", std::to_string(event.smtp.code)},
             {"queue_id", event.smtp.queue_id}}
        );
    }

    void operator()(model::mail_deferred const& event) const {
        metrics.submission(event.mail.probe, "deferred");
        logger.write(
            level::info,
            "mail_deferred",
            {{"probe", event.mail.probe},
             {"mailbox", event.mail.mailbox},
             {"mail_id", event.mail.mail_id},
             {"retry_at", to_rfc3339(event.retry_at)},
             {"why", event.detail}}
        );
    }

    void operator()(model::mail_send_failed const& event) const {
        metrics.submission(event.mail.probe, "send_failed");
        logger.write(
            level::warn,
            "mail_send_failed",
            {{"probe", event.mail.probe},
             {"mailbox", event.mail.mailbox},
             {"mail_id", event.mail.mail_id},
             {"class", std::string(to_text(event.why))},
             {"why", event.detail}}
        );
    }

    void operator()(model::mail_send_unknown const& event) const {
        metrics.submission(event.mail.probe, "send_unknown");
        logger.write(
            level::warn,
            "mail_send_unknown",
            {{"probe", event.mail.probe},
             {"mailbox", event.mail.mailbox},
             {"mail_id", event.mail.mail_id},
             {"why", event.detail}}
        );
    }

    void operator()(model::mail_gap const& event) const {
        metrics.slots_left_out(event.probe, to_text(event.reason), event.slots);
        logger.write(
            level::warn,
            "slots_left_out",
            {{"probe", event.probe},
             {"mailbox", event.mailbox},
             {"slots", std::to_string(event.slots)},
             {"from", to_rfc3339(event.from_slot)},
             {"to", to_rfc3339(event.to_slot)},
             {"why", std::string(to_text(event.reason))}}
        );
    }

    /// Not the sender's.
    template <class Other>
    void operator()(Other const& /*event*/) const {}
};

}  // namespace

void sender_core::tell(model::event const& what) {
    std::visit(teller{logger_, metrics_}, what);
}

}  // namespace mailsonde::sender
