#include "checker-service/checker_state.hpp"

#include "shared/eventlog/event_records.hpp"

#include <algorithm>

namespace mailsonde::checker {
namespace {

constexpr std::string_view mail_prefix = "m/";
constexpr std::string_view marks_prefix = "w/";
constexpr std::string_view pause_prefix = "l/";
constexpr std::string_view alert_prefix = "a/";

std::string key(std::string_view prefix, std::string const& name) {
    return std::string(prefix) + name;
}

/// Puts what a record says into `map`, or takes it out.
template <class T>
result<void> restore_into(
    std::map<std::string, T>& map, std::string const& name, eventlog::record const& stored
) {
    map.erase(name);
    if (stored.value) {
        auto value = model::from_json<T>(*stored.value);
        if (!value) {
            return value.error();
        }
        map.emplace(name, *std::move(value));
    }
    return {};
}

template <class T>
T const* find_in(std::map<std::string, T> const& map, std::string const& name) {
    auto const found = map.find(name);
    return found == map.end() ? nullptr : &found->second;
}

}  // namespace

result<void> checker_state::restore(eventlog::record const& stored) {
    auto const stored_key = stored.key.value_or(std::string());
    auto const prefix = stored_key.substr(0, mail_prefix.size());
    auto const name = stored_key.substr(prefix.size());
    if (prefix == mail_prefix) {
        return restore_mail(name, stored);
    }
    if (prefix == marks_prefix) {
        return restore_into(marks_, name, stored);
    }
    if (prefix == pause_prefix) {
        return restore_into(pauses_, name, stored);
    }
    if (prefix == alert_prefix) {
        return restore_into(alerts_, name, stored);
    }
    return {};
}

result<void> checker_state::restore_mail(
    std::string const& mail_id, eventlog::record const& stored
) {
    remove(mail_id);
    if (stored.value) {
        auto const mail = model::from_json<model::mail_state>(*stored.value);
        if (!mail) {
            return mail.error();
        }
        insert(*mail);
    }
    return {};
}

void checker_state::clear() {
    mails_.clear();
    mailbox_of_.clear();
    marks_.clear();
    pauses_.clear();
    alerts_.clear();
}

void checker_state::put(model::mail_state const& mail, eventlog::transaction& out) {
    insert(mail);
    append(mail.mail.mailbox, key(mail_prefix, mail.mail.mail_id), model::to_json(mail), out);
}

void checker_state::erase(model::mail_state const& mail, eventlog::transaction& out) {
    auto const which = mail.mail;  // `mail` may be the very entry that goes
    remove(which.mail_id);
    append(which.mailbox, key(mail_prefix, which.mail_id), std::nullopt, out);
}

void checker_state::put(model::mailbox_marks const& marks, eventlog::transaction& out) {
    marks_[marks.mailbox] = marks;
    append(marks.mailbox, key(marks_prefix, marks.mailbox), model::to_json(marks), out);
}

void checker_state::put(model::login_pause const& pause, eventlog::transaction& out) {
    pauses_[pause.mailbox] = pause;
    append(pause.mailbox, key(pause_prefix, pause.mailbox), model::to_json(pause), out);
}

void checker_state::erase_pause(std::string const& mailbox, eventlog::transaction& out) {
    if (pauses_.erase(mailbox) > 0) {
        append(mailbox, key(pause_prefix, mailbox), std::nullopt, out);
    }
}

void checker_state::put(model::alert const& open, eventlog::transaction& out) {
    alerts_[open.key] = open;
    append(open.mailbox, key(alert_prefix, open.key), model::to_json(open), out);
}

void checker_state::erase(model::alert const& closed, eventlog::transaction& out) {
    if (alerts_.erase(closed.key) > 0) {
        append(closed.mailbox, key(alert_prefix, closed.key), std::nullopt, out);
    }
}

checker_state::mails const& checker_state::mails_of(std::string const& mailbox) const {
    static mails const none;
    auto const* const found = find_in(mails_, mailbox);
    return found == nullptr ? none : *found;
}

model::mail_state const* checker_state::find(std::string const& mailbox, std::string const& mail_id)
    const {
    return find_in(mails_of(mailbox), mail_id);
}

model::mail_state const* checker_state::find_token(
    std::string const& mailbox, std::string const& token
) const {
    auto const& known = mails_of(mailbox);
    auto const found = std::find_if(known.begin(), known.end(), [&](auto const& one) {
        return one.second.token == token;
    });
    return found == known.end() ? nullptr : &found->second;
}

model::mailbox_marks const* checker_state::marks_of(std::string const& mailbox) const {
    return find_in(marks_, mailbox);
}

model::login_pause const* checker_state::pause_of(std::string const& mailbox) const {
    return find_in(pauses_, mailbox);
}

std::optional<model::alert> checker_state::alert(std::string const& alert_key) const {
    auto const* const found = find_in(alerts_, alert_key);
    return found == nullptr ? std::nullopt : std::optional(*found);
}

std::vector<std::string> checker_state::mailboxes() const {
    std::vector<std::string> out;
    out.reserve(mails_.size());
    for (auto const& [mailbox, mails] : mails_) {
        out.push_back(mailbox);
    }
    return out;
}

checker_state::backlog checker_state::pending() const {
    backlog out;
    for (auto const& [mailbox, mails] : mails_) {
        for (auto const& [id, mail] : mails) {
            if (mail.stage == model::mail_stage::pending) {
                ++out.mails;
                auto const deadline = mail.judging.deadline_at;
                out.first_deadline = std::min(out.first_deadline.value_or(deadline), deadline);
            }
        }
    }
    return out;
}

void checker_state::insert(model::mail_state const& mail) {
    mails_[mail.mail.mailbox].insert_or_assign(mail.mail.mail_id, mail);
    mailbox_of_[mail.mail.mail_id] = mail.mail.mailbox;
}

void checker_state::remove(std::string const& mail_id) {
    auto const mailbox = mailbox_of_.find(mail_id);
    if (mailbox == mailbox_of_.end()) {
        return;
    }
    auto const mails = mails_.find(mailbox->second);
    mails->second.erase(mail_id);
    if (mails->second.empty()) {
        mails_.erase(mails);
    }
    mailbox_of_.erase(mailbox);
}

void checker_state::append(
    std::string const& mailbox,
    std::string state_key,
    std::optional<std::string> value,
    eventlog::transaction& out
) {
    out.appends.push_back(
        eventlog::state_record(topic_, mailbox, std::move(state_key), std::move(value))
    );
}

}  // namespace mailsonde::checker
