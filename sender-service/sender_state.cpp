#include "sender-service/sender_state.hpp"

#include "shared/eventlog/event_records.hpp"

#include <algorithm>
#include <utility>

namespace mailsonde::sender {
namespace {

constexpr std::string_view probe_prefix = "probe/";
constexpr std::string_view mail_prefix = "mail/";
constexpr std::string_view route_prefix = "route/";

std::string key(std::string_view prefix, std::string const& name) {
    return std::string(prefix) + name;
}

}  // namespace

result<void> sender_state::restore(eventlog::record const& stored) {
    auto const stored_key = stored.key.value_or(std::string());
    if (stored_key.starts_with(mail_prefix)) {
        remove(stored_key.substr(mail_prefix.size()));
        if (stored.value) {
            auto const mail = model::from_json<model::open_send>(*stored.value);
            if (!mail) {
                return mail.error();
            }
            insert(*mail);
        }
    } else if (stored_key.starts_with(probe_prefix)) {
        slots_.erase(stored_key.substr(probe_prefix.size()));
        if (stored.value) {
            auto const probe = model::from_json<model::probe_state>(*stored.value);
            if (!probe) {
                return probe.error();
            }
            slots_[probe->probe] = probe->last_slot;
        }
    } else if (stored_key.starts_with(route_prefix)) {
        return restore_pause(stored_key.substr(route_prefix.size()), stored);
    }
    return {};
}

result<void> sender_state::restore_pause(std::string const& route, eventlog::record const& stored) {
    auto& known = pauses_[route];
    known.erase(stored.partition);
    if (stored.value) {
        auto const pause = model::from_json<model::route_pause>(*stored.value);
        if (!pause) {
            return pause.error();
        }
        known[stored.partition] = *pause;
    }
    return {};
}

void sender_state::clear() {
    slots_.clear();
    mails_.clear();
    queues_.clear();
    waiting_.clear();
    pauses_.clear();
}

void sender_state::put(model::probe_state const& probe, eventlog::transaction& out) {
    slots_[probe.probe] = probe.last_slot;
    out.appends.push_back(eventlog::state_record(
        topic_, probe.probe, key(probe_prefix, probe.probe), model::to_json(probe)
    ));
}

void sender_state::put(model::open_send const& mail, eventlog::transaction& out) {
    remove(mail.mail.mail_id);
    insert(mail);
    out.appends.push_back(eventlog::state_record(
        topic_, mail.mail.probe, key(mail_prefix, mail.mail.mail_id), model::to_json(mail)
    ));
}

void sender_state::put(model::route_pause const& pause, eventlog::transaction& out) {
    auto record = eventlog::state_record(
        topic_, pause.probe, key(route_prefix, pause.route), model::to_json(pause)
    );
    pauses_[pause.route][record.partition] = pause;
    out.appends.push_back(std::move(record));
}

void sender_state::erase_pauses(std::string const& route, eventlog::transaction& out) {
    auto const gone = pauses_.extract(route);
    if (!gone) {
        return;
    }
    for (auto const& [partition, pause] : gone.mapped()) {
        out.appends.push_back(
            eventlog::state_record(topic_, pause.probe, key(route_prefix, route), std::nullopt)
        );
    }
}

void sender_state::erase(std::string const& mail_id, eventlog::transaction& out) {
    auto const found = mails_.find(mail_id);
    if (found == mails_.end()) {
        return;
    }
    auto const probe = found->second.mail.probe;
    remove(mail_id);
    out.appends.push_back(
        eventlog::state_record(topic_, probe, key(mail_prefix, mail_id), std::nullopt)
    );
}

void sender_state::note_maybe_accepted(std::string const& mail_id) {
    if (auto const found = mails_.find(mail_id); found != mails_.end()) {
        found->second.maybe_accepted = true;
    }
}

std::optional<instant> sender_state::last_slot(std::string const& probe) const {
    auto const found = slots_.find(probe);
    return found == slots_.end() ? std::nullopt : std::optional(found->second);
}

model::open_send const* sender_state::find(std::string const& mail_id) const {
    auto const found = mails_.find(mail_id);
    return found == mails_.end() ? nullptr : &found->second;
}

std::size_t sender_state::waiting(std::string const& probe, std::string const& mailbox) const {
    auto const found = waiting_.find({probe, mailbox});
    return found == waiting_.end() ? 0 : found->second;
}

std::vector<model::route_pause> sender_state::pauses() const {
    std::vector<model::route_pause> out;
    for (auto const& [route, seen] : pauses_) {
        auto const latest =
            std::max_element(seen.begin(), seen.end(), [](auto const& a, auto const& b) {
                return a.second.until < b.second.until;
            });
        if (latest != seen.end()) {
            out.push_back(latest->second);
        }
    }
    return out;
}

void sender_state::insert(model::open_send const& mail) {
    auto const& id = mail.mail.mail_id;
    mails_.insert_or_assign(id, mail);
    queues_[mail.route].emplace(mail.not_before, id);
    ++waiting_[{mail.mail.probe, mail.mail.mailbox}];
}

void sender_state::remove(std::string const& mail_id) {
    auto const found = mails_.find(mail_id);
    if (found == mails_.end()) {
        return;
    }
    auto const& mail = found->second;
    auto const queue = queues_.find(mail.route);
    queue->second.erase({mail.not_before, mail_id});
    if (queue->second.empty()) {
        queues_.erase(queue);
    }
    auto const waiting = waiting_.find({mail.mail.probe, mail.mail.mailbox});
    if (--waiting->second == 0) {
        waiting_.erase(waiting);
    }
    mails_.erase(found);
}

}  // namespace mailsonde::sender
