#pragma once

#include "shared/core/time.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace mailsonde::telemetry {

/// The names of the configuration that may be labels.
struct label_names {
    std::set<std::string> probes;
    std::set<std::string> mailboxes;
    std::set<std::string> routes;
};

using phase_times = std::map<std::string, milliseconds>;  ///< by "smtp.connect"

/// One look into a mailbox.
struct look_figures {
    std::string_view outcome;  ///< "complete", "partial", "failed"
    phase_times const& phases;
    std::uint32_t round_trips = 0;
};

/// What the checker has to do and what it found.
struct checker_figures {
    std::size_t pending = 0;  ///< mails without a result
    milliseconds overdue{0};  ///< the oldest of them, past its deadline
    std::size_t visits_under_way = 0;
    std::size_t leftovers = 0;  ///< test mails seen that nobody will claim
    /// By rule and severity; those that aren't given are 0.
    std::map<std::pair<std::string, std::string>, std::size_t> alerts_open;
};

/// The counters and gauges of one process, by Prometheus' conventions. Labels are bounded: names
/// from the configuration and enumerators, never text from a server. Thread-safe.
class metrics {
public:
    metrics();
    metrics(metrics const&) = delete;
    metrics& operator=(metrics const&) = delete;
    ~metrics();

    // The program: program_metrics.cpp
    void version(std::string_view version);
    void ready(bool is_ready);
    void config_loaded(bool good, instant at);
    /// From now on only these names are labels: series of others go, and what is told about them
    /// isn't counted.
    void configured(label_names names);

    // Sending: sender_metrics.cpp
    void mail_scheduled(std::string_view probe);
    /// @param outcome  "sent", "deferred", "send_failed", "send_unknown"
    void submission(std::string_view probe, std::string_view outcome);
    void slots_left_out(std::string_view probe, std::string_view reason, std::int64_t slots);
    void attempt(phase_times const& phases);
    void submissions_under_way(std::size_t mails);
    /// @param protocol  "smtp": `server` is a route; "imap": a mailbox
    void certificate(std::string_view protocol, std::string_view server, instant expires);

    // Looking and judging: checker_metrics.cpp
    void result(std::string_view probe, std::string_view outcome);
    void delay(std::string_view probe, milliseconds delay);
    void look(std::string_view mailbox, look_figures const& figures);
    /// @param reason  "judged", "copy", "leftover"
    void deletion(std::string_view mailbox, std::string_view reason, std::string_view outcome);
    /// Further mails with a token that was seen already.
    void copies(std::string_view mailbox, std::size_t count);
    void checker(checker_figures const& figures);

    // The event log and the threads over it: log_metrics.cpp
    void commit(std::string_view service, std::string_view outcome, milliseconds duration);
    void log_size(std::uintmax_t bytes);
    void log_behind(std::string_view service, std::int64_t records);
    /// Everything decided was committed.
    void turned(std::string_view service, instant at);
    void restored(std::string_view service, milliseconds duration);
    void inbox(std::string_view service, std::size_t tasks);
    void io(std::string_view service, std::size_t coroutines);

    /// The text exposition format 0.0.4.
    [[nodiscard]] std::string render() const;

private:
    struct families;

    std::unique_ptr<families> families_;
};

}  // namespace mailsonde::telemetry
