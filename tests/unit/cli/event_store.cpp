#include "tests/unit/cli/event_store.hpp"

#include "shared/eventlog/event_records.hpp"
#include "shared/eventlog/sqlite_log.hpp"
#include "shared/model/token.hpp"

#include <stdexcept>
#include <type_traits>
#include <utility>
#include <variant>

namespace mailsonde::cli {
namespace {

eventlog::record to_record(model::event const& what, model::topics const& topics) {
    return eventlog::to_record(what, {topics, "test", "sender"});
}

model::mail_ref mail_of(int seconds, std::string probe, std::string mailbox) {
    auto const slot = at_second(seconds);
    auto id = model::make_mail_id(probe, slot, mailbox);
    return {std::move(id), std::move(probe), std::move(mailbox), slot};
}

}  // namespace

event_store::event_store(std::filesystem::path const& data, std::string const& prefix)
    : topics_(prefix), log_(eventlog::open_sqlite_log(data).value()) {
    std::vector<eventlog::topic_options> options;
    for (auto const& name : {topics_.mail, topics_.result, topics_.alert}) {
        options.push_back({.name = name, .partitions = model::partition_count});
    }
    log_->ensure_topics(options).value();
    eventlog::assignment_listener listener;
    listener.assigned = [this](eventlog::assignment const& got) { token_ = got.token; };
    member_ = log_->join({.group = "test", .topic = topics_.mail}, listener).value();
    static_cast<void>(member_->poll(0).value());
}

void event_store::append(model::event const& what) {
    append(std::vector{what});
}

void event_store::append(std::vector<model::event> const& all) {
    eventlog::transaction work;
    for (auto const& one : all) {
        work.appends.push_back(to_record(one, topics_));
    }
    commit(work);
}

void event_store::append(eventlog::record record) {
    eventlog::transaction work;
    work.appends.push_back(std::move(record));
    commit(work);
}

void event_store::commit(eventlog::transaction const& work) {
    auto const done = member_->commit(work, token_);
    if (done.outcome != eventlog::commit_outcome::ok) {
        throw std::runtime_error(done.detail);
    }
}

instant at_second(int seconds) {
    return from_rfc3339("2026-11-24T02:00:00Z").value() + std::chrono::seconds(seconds);
}

model::mail_sent sent_at(int seconds, std::string probe) {
    model::mail_sent out;
    out.mail = mail_of(seconds, std::move(probe), "anna");
    out.route = "relay";
    out.accepted_at = at_second(seconds);
    out.smtp.code = 250;
    out.smtp.text = "2.0.0 Ok: queued as 4XyZ";
    return out;
}

model::mail_result result_at(int seconds, std::string probe, std::string mailbox) {
    model::mail_result out;
    out.mail = mail_of(seconds, std::move(probe), std::move(mailbox));
    out.at = at_second(seconds);
    out.outcome = model::outcome::delivered;
    out.as_expected = true;
    out.evidence = "seen in INBOX, UID 1, after 2s";
    return out;
}

model::alert alert_at(int seconds) {
    model::alert out;
    out.key = "anna/access";
    out.alert_id = "a1";
    out.rule = model::rule::access;
    out.at = at_second(seconds);
    out.mailbox = "anna";
    out.summary = "the mailbox can't be read";
    return out;
}

}  // namespace mailsonde::cli
