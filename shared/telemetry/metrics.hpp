#pragma once

#include "shared/core/time.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace mailsonde::telemetry {

/// The counters and gauges of one process, by Prometheus' conventions. Labels are bounded: names
/// from the configuration and enumerators, never text from a server. Thread-safe.
class metrics {
public:
    metrics();
    metrics(metrics const&) = delete;
    metrics& operator=(metrics const&) = delete;
    ~metrics();

    void config_loaded(bool good, instant at);
    void mail_scheduled(std::string_view probe);
    /// @param outcome  "sent", "deferred", "send_failed", "send_unknown"
    void submission(std::string_view probe, std::string_view outcome);
    void result(std::string_view probe, std::string_view outcome);
    void delay(std::string_view probe, milliseconds delay);
    /// @param outcome  "complete", "partial", "failed"
    void look(std::string_view mailbox, std::string_view outcome);
    void deletion(std::string_view mailbox, std::string_view outcome);
    void alerts_open(double count);
    void mails_pending(double count);
    void commit(std::string_view service, std::string_view outcome, milliseconds duration);

    /// The text exposition format 0.0.4.
    [[nodiscard]] std::string render() const;

private:
    struct families;

    std::unique_ptr<families> families_;
};

}  // namespace mailsonde::telemetry
