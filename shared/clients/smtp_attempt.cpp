#include "shared/clients/smtp_attempt.hpp"

#include "shared/net/net_errc.hpp"

#include <string>

namespace mailsonde::clients {
namespace {

using wire::smtp::submission_class;

std::optional<model::send_failure> failure_of(submission_class what) {
    switch (what) {
        case submission_class::accepted:
            return std::nullopt;
        case submission_class::temporary:
            return model::send_failure::temporary;
        case submission_class::permanent:
            return model::send_failure::permanent;
        case submission_class::connection:
            return model::send_failure::connection;
        case submission_class::tls:
            return model::send_failure::tls;
        case submission_class::authentication:
            return model::send_failure::authentication;
        case submission_class::internal:
            return model::send_failure::internal;
    }
    return model::send_failure::internal;
}

void fill(model::smtp_exchange& exchange, wire::smtp::reply const& reply) {
    exchange.code = reply.code;
    exchange.enhanced = reply.enhanced;
    exchange.text = reply.text();
}

}  // namespace

attempt decided(wire::smtp::submit_outcome const& outcome) {
    attempt made;
    made.ended_at = wall_now();
    made.failure = failure_of(outcome.result);
    made.smtp.phase = outcome.phase;
    made.smtp.queue_id = outcome.queue_id;
    fill(made.smtp, outcome.decisive);
    if (made.failure) {
        made.detail =
            fail(outcome.reason, made.smtp.phase + ": " + outcome.decisive.summary()).text();
    }
    return made;
}

attempt undecided(
    failure const& reason, std::string_view phase, std::optional<wire::smtp::reply> const& decisive
) {
    attempt made;
    made.ended_at = wall_now();
    if (reason.code == net::net_errc::out_of_descriptors) {
        // Our own lack says nothing about the relay, which has not heard of it.
        made.failure = model::send_failure::temporary;
        made.tried = false;
        made.smtp.phase = phase;
        made.detail = reason.text();
        return made;
    }
    made.failure = net::is_tls_failure(reason.code)
                       ? model::send_failure::tls
                       : failure_of(wire::smtp::classify(reason.code, decisive));
    made.smtp.phase = phase;
    if (decisive) {
        fill(made.smtp, *decisive);
    }
    made.detail = reason.text();
    return made;
}

}  // namespace mailsonde::clients
