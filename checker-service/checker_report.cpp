// What the checker says about its events in log and metrics, once they are durable.
#include "checker-service/checker_core.hpp"
#include "shared/core/failpoint.hpp"

namespace mailsonde::checker {
namespace {

using telemetry::level;

struct teller {
    telemetry::logger& logger;
    telemetry::metrics& metrics;

    void operator()(model::mail_result const& result) const {
        failpoint("checker.C5.verdict_committed");
        metrics.result(result.mail.probe, to_text(result.outcome));
        if (result.found) {
            metrics.delay(result.mail.probe, result.found->delay);
        }
        logger.write(
            result.as_expected ? level::debug : level::warn,
            "result",
            {{"probe", result.mail.probe},
             {"mailbox", result.mail.mailbox},
             {"mail_id", result.mail.mail_id},
             {"outcome", std::string(to_text(result.outcome))},
             {"evidence", result.evidence}}
        );
    }

    void operator()(model::mail_late const& late) const {
        failpoint("checker.C8.late_committed");
        logger.write(
            level::warn,
            "late",
            {{"probe", late.mail.probe},
             {"mailbox", late.mail.mailbox},
             {"mail_id", late.mail.mail_id},
             {"delay", to_text(late.found.delay)}}
        );
    }

    void operator()(model::alert const& alert) const {
        auto const is_bad = alert.phase != model::alert_phase::closed;
        logger.write(
            is_bad ? level::warn : level::info,
            "alert",
            {{"key", alert.key},
             {"phase", std::string(to_text(alert.phase))},
             {"severity", std::string(to_text(alert.severity))},
             {"summary", alert.summary}}
        );
    }

    /// Not the checker's.
    template <class Other>
    void operator()(Other const& /*event*/) const {}
};

}  // namespace

void checker_core::tell(model::event const& what) {
    std::visit(teller{logger_, metrics_}, what);
}

}  // namespace mailsonde::checker
