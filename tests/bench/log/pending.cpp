#include "tests/bench/log/pending.hpp"

#include "shared/eventlog/event_records.hpp"
#include "shared/model/token.hpp"
#include "tests/bench/log/participant.hpp"

#include <algorithm>
#include <chrono>
#include <string>

namespace mailsonde::bench {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t mailboxes = 2'000;
constexpr std::size_t mails_per_commit = 500;

}  // namespace

model::mail_state mail_number(std::size_t number) {
    model::mail_state out;
    auto const now = wall_now();
    auto const mailbox = "customer-" + std::to_string(number % mailboxes);
    auto const slot = now - milliseconds(number);
    out.mail = {model::make_mail_id("inbound", slot, mailbox), "inbound", mailbox, slot};
    out.recipient = mailbox + "@example.org";
    out.token = "ms1." + std::string(60, 'a') + std::to_string(number);
    out.accepted_at = now;
    out.judging.grace = 15s;
    out.judging.deadline_at = now + 10min;
    out.judging.undetermined_at = now + 25min;
    out.judging.warn = 1min;
    out.judging.crit = 5min;
    out.judging.labels = {{"customer", mailbox}, {"environment", "production"}};
    return out;
}

void fill_pending(eventlog::log& log, model::topics const& topics, std::size_t mails) {
    log.ensure_topics(eventlog::topic_plan(topics)).value();
    participant writer(log, {"writer", topics.mail, 1min});
    for (std::size_t first = 0; first < mails; first += mails_per_commit) {
        eventlog::transaction work;
        for (auto i = first; i < std::min(first + mails_per_commit, mails); ++i) {
            auto const mail = mail_number(i);
            auto const& owner = mail.mail.mailbox;
            auto const name = "m/" + mail.mail.mail_id;
            work.appends.push_back(
                eventlog::state_record(topics.checker_state, owner, name, model::to_json(mail))
            );
        }
        writer.commit(work);
    }
}

}  // namespace mailsonde::bench
