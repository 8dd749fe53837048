#include "tests/bench/kafka/results.hpp"

#include "shared/eventlog/event_records.hpp"
#include "tests/bench/log/pending.hpp"

#include <chrono>
#include <set>

namespace mailsonde::bench {
namespace {

using namespace std::chrono_literals;

model::mail_result result_of(model::mail_state const& mail) {
    model::mail_result out;
    out.mail = mail.mail;
    out.at = mail.accepted_at + 16s;
    out.outcome = model::outcome::delivered;
    out.as_expected = true;
    out.found = model::sighting{
        .folder = "INBOX",
        .uid = 4711,
        .seen_at = out.at,
        .server_date = mail.accepted_at + 1s,
        .delay = 1s,
        .delay_at_least = 0ms,
        .delay_at_most = 16s,
        .basis = model::delay_basis::server_date
    };
    out.copies = 1;
    out.looks = 1;
    out.accepted_at = mail.accepted_at;
    out.deadline_at = mail.judging.deadline_at;
    out.evidence = "seen in INBOX 1s after acceptance";
    out.labels = mail.judging.labels;
    return out;
}

}  // namespace

results::results(model::topics const& topics, std::size_t count) {
    eventlog::event_origin const origin{topics, "bench", "checker"};
    std::set<int> partitions;
    for (std::size_t i = 0; i < count; ++i) {
        auto mail = mail_number(i);
        auto const judged = result_of(mail);
        work_.appends.push_back(eventlog::to_record(judged, origin));
        partitions.insert(work_.appends.back().partition);
        mail.stage = model::mail_stage::deleting;
        mail.places = {{"INBOX", 1, 4711}};
        mail.watch_until = judged.at + 24h;
        work_.appends.push_back(eventlog::state_record(
            topics.checker_state, mail.mail.mailbox, "m/" + mail.mail.mail_id, model::to_json(mail)
        ));
    }
    for (auto const partition : partitions) {
        work_.advances.push_back({topics.mail, partition, 0});
    }
}

eventlog::transaction const& results::next() {
    for (auto& one : work_.advances) {
        ++one.next;
    }
    return work_;
}

}  // namespace mailsonde::bench
