#include "cli/event_summary.hpp"

#include "shared/core/text.hpp"

#include <string_view>
#include <utility>
#include <variant>

namespace mailsonde::cli {
namespace {

std::string joined(std::string first, std::string_view separator, std::string_view second) {
    if (!second.empty()) {
        first += separator;
        first += second;
    }
    return first;
}

/// The server's last words with their code; "" if it said nothing.
std::string reply(model::smtp_exchange const& smtp) {
    return smtp.code == 0 ? std::string() : joined(std::to_string(smtp.code), " ", smtp.text);
}

event_summary about(std::string kind, model::mail_ref const& mail, std::string text) {
    return {std::move(kind), mail.probe, mail.mailbox, std::move(text)};
}

event_summary describe(model::mail_scheduled const& e) {
    return about("scheduled", e.mail, "to " + e.recipient + " by route " + e.route);
}

event_summary describe(model::mail_sent const& e) {
    return about("sent", e.mail, joined("route " + e.route + " took it", ": ", reply(e.smtp)));
}

event_summary describe(model::mail_deferred const& e) {
    auto const next = ", tried again at " + to_rfc3339(e.retry_at);
    return about(
        "deferred",
        e.mail,
        std::string(to_text(e.why)) + next + (e.detail.empty() ? "" : ": ") + e.detail
    );
}

event_summary describe(model::mail_send_failed const& e) {
    auto const what = std::string(to_text(e.why)) + ", by route " + e.route;
    return about("send failed", e.mail, joined(what, ": ", e.detail));
}

event_summary describe(model::mail_send_unknown const& e) {
    auto const what = "nobody knows whether route " + e.route + " took it";
    return about("send unknown", e.mail, joined(what, ": ", e.detail));
}

event_summary describe(model::mail_gap const& e) {
    auto text = std::to_string(e.slots) + (e.slots == 1 ? " slot" : " slots") +
                " without a mail, " + to_rfc3339(e.from_slot) + " to " + to_rfc3339(e.to_slot) +
                ": " + std::string(to_text(e.reason));
    return {"gap", e.probe, e.mailbox, std::move(text)};
}

event_summary describe(model::mail_result const& e) {
    auto const what = std::string(to_text(e.outcome)) + (e.as_expected ? "" : ", not as expected");
    return about("result", e.mail, joined(what, ": ", e.evidence));
}

event_summary describe(model::mail_late const& e) {
    return about(
        "late",
        e.mail,
        "came after all: seen in " + e.found.folder + " after " + to_text(e.found.delay)
    );
}

event_summary describe(model::alert const& e) {
    auto const what = std::string(to_text(e.severity)) + ", " + std::string(to_text(e.rule));
    return {
        "alert " + std::string(to_text(e.phase)), e.probe, e.mailbox, joined(what, ": ", e.summary)
    };
}

}  // namespace

event_summary summarise(model::event const& what) {
    auto raw = std::visit([](auto const& one) { return describe(one); }, what);
    return {std::move(raw.kind), sanitised(raw.probe), sanitised(raw.mailbox), sanitised(raw.text)};
}

}  // namespace mailsonde::cli
