#include "cli/known_mails.hpp"

#include "shared/eventlog/event_records.hpp"
#include "shared/eventlog/eventlog_errc.hpp"
#include "shared/model/events.hpp"

#include <algorithm>
#include <limits>
#include <ranges>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace mailsonde::cli {
namespace {

using eventlog::offset;

constexpr offset first_step = 64;
constexpr std::string_view mail_of_checker = "m/";
constexpr std::string_view mail_of_sender = "mail/";

result<eventlog::restored> read(
    eventlog::log& log, std::string const& topic, int partition, offset from
) {
    auto got = log.restore(topic, partition, from);
    if (!got && got.error().code == eventlog::eventlog_errc::unknown_topic) {
        return eventlog::restored();
    }
    return got;
}

/// The last record of each key; tombstones, too.
std::map<std::string, eventlog::record const*> newest(eventlog::restored const& stored) {
    std::map<std::string, eventlog::record const*> out;
    for (auto const& record : stored.records) {
        out[record.data.key.value_or("")] = &record.data;
    }
    return out;
}

char const* to_text(model::mail_stage stage) {
    switch (stage) {
        case model::mail_stage::pending:
            return "pending";
        case model::mail_stage::deleting:
            return "deleting";
        case model::mail_stage::late_watch:
            return "late_watch";
        case model::mail_stage::settled:
            return "settled";
    }
    return "pending";
}

/// A mail that was handed over, as the sender told the checker.
struct announced {
    model::mail_ref mail;
    std::string token;
};

std::optional<announced> announced_by(eventlog::stored_record const& record) {
    // What a newer version wrote says nothing to us.
    auto const event = eventlog::event_of(record);
    if (!event) {
        return std::nullopt;
    }
    if (auto const* const sent = std::get_if<model::mail_sent>(&*event)) {
        return announced{sent->mail, sent->token};
    }
    if (auto const* const unknown = std::get_if<model::mail_send_unknown>(&*event)) {
        return announced{unknown->mail, unknown->token};
    }
    return std::nullopt;
}

}  // namespace

known_mails_reader::known_mails_reader(eventlog::log& log, model::topics topics)
    : log_(&log), topics_(std::move(topics)) {}

result<known_mails> known_mails_reader::of(std::string const& mailbox) {
    if (auto const done = read_open_sends(); !done) {
        return done.error();
    }
    auto const found = partition_at(model::partition_of(mailbox));
    if (!found) {
        return found.error();
    }
    auto const& here = **found;
    known_mails out;
    for (auto const& [mail_id, mail] : here.state.mails_of(mailbox)) {
        out.states.emplace(mail.token, to_text(mail.stage));
    }
    auto const add = [&](std::map<std::string, std::string> const& tokens) {
        for (auto const& [token, of_mailbox] : tokens) {
            if (of_mailbox == mailbox) {
                out.states.emplace(token, "on its way");
            }
        }
    };
    add(here.unread);
    add(open_sends_.value_or(std::map<std::string, std::string>()));
    if (auto const* const pause = here.state.pause_of(mailbox)) {
        out.pause = *pause;
    }
    return out;
}

result<known_mails_reader::partition const*> known_mails_reader::partition_at(int number) {
    if (auto const known = partitions_.find(number); known != partitions_.end()) {
        return &known->second;
    }
    partition fresh(topics_.checker_state);
    if (auto const done = read_state(number, fresh); !done) {
        return done.error();
    }
    if (auto const done = read_unread(number, fresh); !done) {
        return done.error();
    }
    return &partitions_.emplace(number, std::move(fresh)).first->second;
}

result<void> known_mails_reader::read_state(int number, partition& to) {
    auto const stored = read(*log_, topics_.checker_state, number, 0);
    if (!stored) {
        return stored.error();
    }
    for (auto const& [key, record] : newest(*stored)) {
        if (auto const understood = to.state.restore(*record); !understood) {
            return understood.error();
        }
        if (key.starts_with(mail_of_checker)) {
            to.received.insert(key.substr(mail_of_checker.size()));
        }
    }
    return {};
}

/// The checker takes the events of a partition in their order, so everything before one that it has
/// taken is known to it. What comes after the last of these is read backwards in growing steps: the
/// history may be long, the rest is short unless the checker was down.
result<void> known_mails_reader::read_unread(int number, partition& to) {
    auto const end = read(*log_, topics_.mail, number, std::numeric_limits<offset>::max());
    if (!end) {
        return end.error();
    }
    for (auto step = first_step;; step *= 4) {
        auto const first = std::max<offset>(end->end - step, 0);
        auto const stored = read(*log_, topics_.mail, number, first);
        if (!stored) {
            return stored.error();
        }
        to.unread.clear();
        for (auto const& record : std::views::reverse(stored->records)) {
            auto const mail = announced_by(record);
            if (mail && to.received.contains(mail->mail.mail_id)) {
                return {};
            }
            if (mail) {
                to.unread.emplace(mail->token, mail->mail.mailbox);
            }
        }
        if (first == 0) {
            return {};
        }
    }
}

/// State of the sender lies by probe, so that any partition may hold some of a mailbox.
result<void> known_mails_reader::read_open_sends() {
    if (open_sends_) {
        return {};
    }
    std::map<std::string, std::string> tokens;
    for (auto number = 0; number < model::partition_count; ++number) {
        auto const stored = read(*log_, topics_.sender_state, number, 0);
        if (!stored) {
            return stored.error();
        }
        for (auto const& [key, record] : newest(*stored)) {
            if (!key.starts_with(mail_of_sender) || !record->value) {
                continue;
            }
            auto const mail = model::from_json<model::open_send>(*record->value);
            if (!mail) {
                return mail.error();
            }
            tokens.emplace(mail->token, mail->mail.mailbox);
        }
    }
    open_sends_ = std::move(tokens);
    return {};
}

}  // namespace mailsonde::cli
