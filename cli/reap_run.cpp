#include "cli/reap_run.hpp"

#include "cli/event_log.hpp"
#include "cli/exit_status.hpp"
#include "shared/clients/imap_client.hpp"
#include "shared/config/login.hpp"
#include "shared/core/text.hpp"
#include "shared/net/net_errc.hpp"

#include <algorithm>
#include <iterator>

namespace mailsonde::cli {
namespace {

using wire::imap::deletion;

constexpr int most_looks = 20;  // into one mailbox; all that they find is held in memory

std::string fate_of(clients::removal_outcome const& outcome) {
    switch (outcome.what) {
        case deletion::expunged:
            return "deleted";
        case deletion::already_gone:
            return "kept: gone already";
        case deletion::not_ours:
            return "kept: no test mail of ours, by its whole header";
        case deletion::flagged_only:
            return "not deleted: this server only lets us mark it as deleted";
        case deletion::refused:
            return "not deleted: " + (outcome.reason ? outcome.reason->text() : "refused");
    }
    return "not deleted";
}

bool is_failure(deletion what) {
    return what == deletion::flagged_only || what == deletion::refused;
}

}  // namespace

reap_run::reap_run(
    config::config const& config,
    reap_options const& options,
    surroundings const& io,
    reap_means const& means
)
    : config_(config),
      options_(options),
      io_(io),
      means_(means),
      topics_(config.topic_prefix),
      older_than_(options.older_than.value_or(config.reaper.after)),
      table_(io.out) {}

bool reap_run::open_log() {
    if (!has_event_log(config_)) {
        return true;
    }
    auto opened = open_event_log(config_);
    if (!opened) {
        return complain("the event log can't be read", opened.error().text());
    }
    log_ = *std::move(opened);
    known_.emplace(*log_, topics_);
    return true;
}

bool reap_run::visit(config::mailbox const& mailbox) {
    auto const known = ask_log(mailbox);
    if (!known || !may_log_in(mailbox, *known)) {
        return true;
    }
    auto const session = means_.open(mailbox);
    auto const report = look_through(*session);
    tell_gaps(mailbox, report);
    checker::token_scope const scope{
        config_.signing, config_.instance, mailbox.name, {mailbox.address}
    };
    auto const now = means_.now();
    auto rows =
        judge_found(report.mails, {config_, scope, *known, older_than_, options_.limit, now});
    remove(*session, scope, rows);
    table_.print(rows, now);
    io_.out.flush();
    return !report.failure || report.failure->code != net::net_errc::stopped;
}

/// One look tells of a thousand mails at most, and the next goes on where it ended.
/// @return what the last one says, with the mails of all; none if one of them failed
clients::look_report reap_run::look_through(mailbox_access& session) const {
    clients::look_request request;
    request.since = means_.now() - options_.within;
    request.sweep = true;
    request.derivation = true;
    std::vector<clients::found_mail> mails;
    for (auto looks = 1;; ++looks) {
        auto report = session.look(request);
        std::ranges::move(report.mails, std::back_inserter(mails));
        auto const is_over = report.failure || report.swept || !report.unreadable.empty();
        if (is_over || report.marks.empty() || looks == most_looks) {
            report.mails = report.failure ? std::vector<clients::found_mail>() : std::move(mails);
            return report;
        }
        for (auto const& mark : report.marks) {
            std::erase_if(request.marks, [&](auto const& old) {
                return old.folder == mark.folder;
            });
            request.marks.push_back(mark);
        }
    }
}

int reap_run::conclude() const {
    io_.out << deleted_ << (options_.dry_run ? " to delete, " : " deleted, ") << kept_ << " kept";
    if (failed_ > 0) {
        io_.out << ", " << failed_ << " not deleted";
    }
    io_.out << '\n';
    return went_well_ ? exit_ok : exit_failed;
}

/// @return false
bool reap_run::complain(std::string const& about, std::string const& what) {
    io_.err << "mailsonde: " << about << ": " << what << '\n';
    went_well_ = false;
    return false;
}

std::optional<known_mails> reap_run::ask_log(config::mailbox const& mailbox) {
    if (!known_) {
        return known_mails();
    }
    auto known = known_->of(mailbox.name);
    if (!known) {
        complain(mailbox.name, "the event log can't be read: " + known.error().text());
        return std::nullopt;
    }
    return *std::move(known);
}

bool reap_run::holds(model::login_pause const& pause, config::mailbox const& mailbox) const {
    auto const now = means_.now();
    auto const marks = config::login_marks(config_.signing, mailbox.imap, mailbox.auth);
    // One that lasts longer than it may was set before the clock was set back.
    return pause.until > now && pause.until <= now + config_.login_pause &&
           std::ranges::find(marks, pause.login) != marks.end();
}

bool reap_run::may_log_in(config::mailbox const& mailbox, known_mails const& known) {
    if (auto const& pause = known.pause; pause && holds(*pause, mailbox)) {
        return complain(
            mailbox.name,
            "no login before " + to_rfc3339(pause->until) +
                ", one was refused: " + sanitised(pause->detail)
        );
    }
    return !refused_.contains(config::account_of(mailbox.imap, mailbox.auth)) ||
           complain(mailbox.name, "no login, one to the same account was refused");
}

void reap_run::tell_gaps(config::mailbox const& mailbox, clients::look_report const& report) {
    if (report.failure) {
        complain(mailbox.name, report.failure->text());
        if (clients::is_login_refusal(report.failure->code)) {
            refused_.insert(config::account_of(mailbox.imap, mailbox.auth));
        }
        return;
    }
    for (auto const& folder : report.unreadable) {
        complain(mailbox.name, "not read to its end, " + folder);
    }
    if (report.unreadable.empty() && !report.swept) {
        complain(mailbox.name, "there is more than one run reads; try a shorter --within");
    } else if (report.unreadable.empty() && !report.complete) {
        io_.err << "mailsonde: " << mailbox.name
                << ": mails were moved or deleted meanwhile; one may have been missed\n";
    }
}

void reap_run::remove(
    mailbox_access& session, checker::token_scope const& scope, std::vector<reap_row>& rows
) {
    auto const bound = std::make_shared<checker::token_scope const>(scope);
    std::vector<clients::removal> removals;
    std::vector<reap_row*> due;
    for (auto& row : rows) {
        if (row.is_due) {
            row.fate = "would delete";
            due.push_back(&row);
            removals.push_back({row.place, checker::holds(bound, row.token)});
        }
    }
    kept_ += rows.size() - due.size();
    if (options_.dry_run || due.empty()) {
        deleted_ += due.size();
        return;
    }
    auto const outcomes = session.remove(std::move(removals), checker::is_ours(bound));
    if (!outcomes) {
        complain(scope.mailbox, "deleting broke off: " + outcomes.error().text());
    }
    for (std::size_t i = 0; i < due.size(); ++i) {
        settle(*due[i], outcomes ? std::optional(outcomes->at(i)) : std::nullopt);
    }
}

/// @param outcome  nullopt: nobody knows
void reap_run::settle(reap_row& row, std::optional<clients::removal_outcome> const& outcome) {
    row.fate = outcome ? fate_of(*outcome) : "not known: deleting broke off, run it again";
    if (!outcome || is_failure(outcome->what)) {
        ++failed_;
        went_well_ = false;
    } else {
        ++(outcome->what == deletion::expunged ? deleted_ : kept_);
    }
}

}  // namespace mailsonde::cli
