#pragma once

// Included by this library's .cpp files only: the metrics library stays inside.

#include "shared/telemetry/metric_series.hpp"
#include "shared/telemetry/metrics.hpp"

#include <mutex>
#include <optional>

namespace mailsonde::telemetry {

/// All families, and the one lock for them. What each is for is in HELP and in docs/metrics.md.
struct metrics::families {
    std::mutex mutex;
    std::optional<label_names> in_force;  ///< nullopt: any name goes
    prometheus::Registry registry;

    // The program
    gauges build = gauge_family(
        registry, "mailsonde_build_info", "1, with the version of the program as a label."
    );
    gauges ready = gauge_family(
        registry,
        "mailsonde_ready",
        "1 while Mailsonde does its job, as /readyz says; 0 means that nothing is watched."
    );
    gauges reload_good = gauge_family(
        registry,
        "mailsonde_config_last_reload_successful",
        "1 if the configuration on disk is the one in use; 0: it was refused, see the log."
    );
    gauges reload_time = gauge_family(
        registry,
        "mailsonde_config_last_reload_success_timestamp_seconds",
        "When the configuration in use was loaded."
    );

    // Sending
    counters scheduled =
        counter_family(registry, "mailsonde_mails_scheduled_total", "Test mails begun, by probe.");
    counters submissions = counter_family(
        registry,
        "mailsonde_submissions_total",
        "Outcomes of handing test mails over; deferred ones are tried again."
    );
    counters slots_left_out = counter_family(
        registry,
        "mailsonde_slots_left_out_total",
        "Slots without a mail: nothing is known about delivery then."
    );
    gauges under_way = gauge_family(
        registry,
        "mailsonde_visits_under_way",
        "Visits to servers right now: of the sender to relays, of the checker to mailboxes."
    );
    histograms phases = histogram_family(
        registry,
        "mailsonde_phase_seconds",
        "Time spent in each phase of a dialogue with a server; shows which step is slow."
    );
    gauges certificates = gauge_family(
        registry,
        "mailsonde_certificate_expiry_timestamp_seconds",
        "When the certificate that a server showed last expires; server is a route (smtp) or a "
        "mailbox (imap)."
    );

    // Looking and judging
    counters results = counter_family(
        registry, "mailsonde_results_total", "Test mails judged, by outcome; one each."
    );
    histograms delays = histogram_family(
        registry,
        "mailsonde_delay_seconds",
        "From the relay's acceptance of a test mail to its arrival in the mailbox."
    );
    counters looks = counter_family(
        registry,
        "mailsonde_looks_total",
        "Looks into mailboxes; failed: nothing was read, partial: not everything was."
    );
    histograms look_seconds = histogram_family(
        registry,
        "mailsonde_look_seconds",
        "Duration of looks, the login of a new session included."
    );
    histograms look_round_trips = histogram_family(
        registry,
        "mailsonde_look_round_trips",
        "How often a look asked the server and waited; 1 on a kept session with nothing new."
    );
    counters deletions =
        counter_family(registry, "mailsonde_deletions_total", "Attempts to delete test mails.");
    counters copies = counter_family(
        registry, "mailsonde_copies_total", "Test mails that came once more, with the same token."
    );
    gauges leftovers = gauge_family(
        registry,
        "mailsonde_leftovers",
        "Test mails seen that nobody will claim; they are deleted when they are old enough."
    );
    gauges alerts_open =
        gauge_family(registry, "mailsonde_alerts_open", "Alerts open now, by rule and severity.");
    gauges pending =
        gauge_family(registry, "mailsonde_mails_pending", "Test mails without a result.");
    gauges overdue = gauge_family(
        registry,
        "mailsonde_oldest_pending_overdue_seconds",
        "How long the oldest mail without a result is past its deadline; grows while a mailbox "
        "can't be read."
    );

    // The event log and the threads over it
    counters commits = counter_family(
        registry,
        "mailsonde_log_commits_total",
        "Event log transactions; aborted and unknown ones are done again, fenced ones by another "
        "process."
    );
    histograms commit_seconds = histogram_family(
        registry, "mailsonde_log_commit_seconds", "Duration of event log transactions."
    );
    gauges log_size = gauge_family(
        registry, "mailsonde_log_size_bytes", "Size of the event log's files on disk."
    );
    gauges log_behind = gauge_family(
        registry,
        "mailsonde_log_records_behind",
        "Records of the event log that the service has not taken yet, at most."
    );
    gauges last_turn = gauge_family(
        registry,
        "mailsonde_last_turn_timestamp_seconds",
        "When the service last had everything committed; stands still while the log is in trouble."
    );
    gauges restore_seconds = gauge_family(
        registry,
        "mailsonde_restore_seconds",
        "How long the service took to read its state after it was last assigned."
    );
    gauges inbox_tasks = gauge_family(
        registry,
        "mailsonde_inbox_tasks",
        "Answers of servers that waited for the service's last turn; many: it does not keep up."
    );
    gauges io_coroutines = gauge_family(
        registry,
        "mailsonde_io_coroutines",
        "Dialogues and other work on the service's network thread."
    );

    families();

    /// Whether all names in the labels are in the configuration. Under the lock.
    [[nodiscard]] bool admits(prometheus::Labels const& labels) const;

    void count(counters& on, prometheus::Labels const& labels, double by = 1);
    void set(gauges& on, prometheus::Labels const& labels, double value);
    void observe(
        histograms& on,
        prometheus::Labels const& labels,
        prometheus::Histogram::BucketBoundaries const& bounds,
        double value
    );
    void observe_phases(phase_times const& times);
    /// Makes the series that a name of the configuration will have, so that the first event counts
    /// as an increase. Under the lock.
    void begin_at_zero(label_names const& names);
};

}  // namespace mailsonde::telemetry
