#pragma once

#include "checker-service/agenda.hpp"
#include "checker-service/alert_life.hpp"
#include "checker-service/checker_state.hpp"
#include "checker-service/mailbox_places.hpp"
#include "checker-service/mailbox_port.hpp"
#include "checker-service/mailbox_watch.hpp"
#include "checker-service/rules.hpp"
#include "checker-service/server_slots.hpp"
#include "checker-service/token_check.hpp"
#include "shared/config/config.hpp"
#include "shared/core/time.hpp"
#include "shared/eventlog/event_records.hpp"
#include "shared/eventlog/processor.hpp"
#include "shared/model/events.hpp"
#include "shared/telemetry/logger.hpp"
#include "shared/telemetry/metrics.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace mailsonde::checker {

struct checker_options {
    std::shared_ptr<config::config const> config;
    std::function<instant()> now = wall_now;
    /// More than the usual only if checker_service::hurry is called for new records.
    milliseconds longest_rest = eventlog::usual_rest;
};

/// The checker's decisions over its state: which mails are out, when to visit a mailbox, what a
/// visit proves. Results and alerts are durable before a mail is deleted.
class checker_core final : public eventlog::processor {
public:
    /// The references outlive the core.
    checker_core(
        checker_options options,
        mailbox_port& mailboxes,
        telemetry::logger& logger,
        telemetry::metrics& metrics
    );

    /// Answers of the port.
    void looked(std::string mailbox, epoch when, clients::look_report report);
    void removed(
        std::string mailbox, epoch when, result<std::vector<clients::removal_outcome>> outcomes
    );
    /// A new configuration. Mails that are out keep the limits they were sent with.
    /// @param relogin  mailboxes whose sessions are made anew: they need not wait any more. A pause
    ///                 after a refused login ends only with another server or login.
    void configure(
        std::shared_ptr<config::config const> config, std::set<std::string> const& relogin
    );

    /// No visit begins any more.
    void stop() { stopped_ = true; }

    /// Visits under way.
    [[nodiscard]] std::size_t visits() const { return slots_.visits(); }

    void restore(int partition, std::vector<eventlog::stored_record> const& state) override;
    void forget() override;
    void begin() override;
    void take(eventlog::stored_record const& record, eventlog::transaction& out) override;
    void decide(eventlog::transaction& out) override;
    void release() override;
    [[nodiscard]] milliseconds rest() const override;

private:
    struct look_answer {
        std::string mailbox;
        epoch when = 0;
        clients::look_report report;
    };

    struct removal_answer {
        std::string mailbox;
        epoch when = 0;
        result<std::vector<clients::removal_outcome>> outcomes;
    };

    /// How far the events of a partition are known. What is not may claim a mail.
    struct log_progress {
        instant restored_at;
        std::optional<instant> read_until;  ///< when the last event that was taken was committed
    };

    /// A login that was refused, until the log has it and as long as it holds.
    struct refusal {
        std::string mailbox;
        std::string login;  ///< its mark
        std::string why;
        instant until;
        epoch written = -1;  ///< into the log
    };

    void visited(std::string const& mailbox, bool session_kept);
    void after_a_change(eventlog::transaction& out);

    // Events of the sender: mail_intake.cpp
    void receive(model::mail_state const& mail, eventlog::transaction& out);
    void on_sent(model::mail_sent const& event, eventlog::transaction& out);
    void on_unknown(model::mail_send_unknown const& event, eventlog::transaction& out);
    void on_failed(model::mail_send_failed const& event, eventlog::transaction& out);

    // What visits brought: visit_reports.cpp
    void on_look(look_answer const& answer, eventlog::transaction& out);
    void on_removal(removal_answer const& answer, eventlog::transaction& out);
    bool on_sighting(
        std::string const& mailbox, std::vector<seen_mail> const& seen, eventlog::transaction& out
    );
    void on_unseen(
        model::mail_state const& mail,
        clients::look_report const& report,
        eventlog::transaction& out
    );
    void settle(model::mail_state mail, eventlog::transaction& out);
    void tell_own_lack(failure const& what);

    // Mails that nobody claims, and copies: reaping.cpp
    void choose_leftovers(std::string const& mailbox);
    [[nodiscard]] instant read_until(std::string const& mailbox) const;
    bool on_leftover(
        std::string const& mailbox, clients::removal_outcome const& outcome, bool is_done
    );
    void on_removal_failed(std::string const& mailbox);
    bool put_back(std::string const& mailbox, model::mail_place const& place);
    void note_copies(
        std::string const& mailbox, std::vector<model::mail_place> const& places, std::size_t known
    );

    // Accounts whose login was refused: login_safety.cpp
    void on_refused_login(std::string const& mailbox, std::string const& why);
    void on_login(std::string const& mailbox, eventlog::transaction& out);
    void write_refusals(eventlog::transaction& out);
    void pause(std::string const& mailbox, refusal const& because, eventlog::transaction& out);
    void end_stale_pauses(eventlog::transaction& out);
    [[nodiscard]] bool is_login_of(std::string const& mark, std::string const& mailbox) const;
    [[nodiscard]] model::login_pause const* pause_of(std::string const& mailbox) const;

    // What time brings: attendance.cpp
    void attend(std::string const& mailbox, eventlog::transaction& out);
    void judge_by_time(std::string const& mailbox, eventlog::transaction& out);
    void check_access(std::string const& mailbox, eventlog::transaction& out);
    [[nodiscard]] instant visit(std::string const& mailbox);
    [[nodiscard]] instant first_visit(std::string const& mailbox) const;
    void begin_visits();
    void end_session(std::string const& mailbox);
    [[nodiscard]] instant visit_to_remove(std::string const& mailbox);
    [[nodiscard]] instant visit_to_look(std::string const& mailbox);
    void begin_removal(std::string const& mailbox);
    void begin_look(std::string const& mailbox);
    [[nodiscard]] instant next_deadline(std::string const& mailbox);
    [[nodiscard]] std::string obstacle(std::string const& mailbox) const;

    // What both end in: verdicts.cpp
    void conclude(
        model::mail_state mail, model::mail_result const& result, eventlog::transaction& out
    );
    void apply(
        finding const& what,
        model::mail_ref const& mail,
        model::labels const& labels,
        eventlog::transaction& out
    );
    void apply(finding const& what, alert_subject const& subject, eventlog::transaction& out);
    void close_orphaned_alerts(eventlog::transaction& out);
    void append(model::event const& what, eventlog::transaction& out);
    void keep_marks(std::string const& mailbox, eventlog::transaction& out);
    void tell(model::event const& what);
    void tell_figures();

    [[nodiscard]] bool owns(std::string const& mailbox) const;
    [[nodiscard]] mailbox_watch& watch_of(std::string const& mailbox);
    [[nodiscard]] look_history history_of(model::mail_state const& mail);
    [[nodiscard]] std::shared_ptr<token_scope const> scope_of(std::string const& mailbox) const;

    checker_options options_;
    mailbox_port& mailboxes_;
    telemetry::logger& logger_;
    telemetry::metrics& metrics_;
    eventlog::event_origin origin_;
    checker_state state_;
    std::set<int> partitions_;
    std::map<int, log_progress> progress_;
    epoch epoch_ = 0;
    bool stopped_ = false;
    bool reconfigured_ = false;
    instant now_;         ///< of the decision under way
    instant decided_at_;  ///< the last time
    agenda agenda_;
    std::map<std::string, mailbox_watch> watches_;
    mailbox_places places_;
    server_slots slots_;                       ///< who is visited, and who waits for it
    instant started_at_;                       ///< with the mailboxes of now
    std::map<std::string, refusal> refusals_;  ///< by account
    instant next_gauges_;
    instant next_lack_;  ///< when a lack of ours is told again
    std::vector<look_answer> looks_;
    std::vector<removal_answer> removals_;
    std::vector<std::function<void()>> effects_;  ///< once what was decided is durable
};

}  // namespace mailsonde::checker
