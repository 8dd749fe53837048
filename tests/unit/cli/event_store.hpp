#pragma once

#include "shared/eventlog/event_log.hpp"
#include "shared/model/events.hpp"
#include "shared/model/topics.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace mailsonde::cli {

/// A log on disk that a test fills with events, as the services do.
class event_store {
public:
    explicit event_store(
        std::filesystem::path const& data, std::string const& prefix = "mailsonde"
    );

    void append(model::event const& what);
    /// In one transaction, which is quicker.
    void append(std::vector<model::event> const& all);
    void append(eventlog::record record);

    [[nodiscard]] model::topics const& topics() const { return topics_; }

private:
    void commit(eventlog::transaction const& work);

    model::topics topics_;
    std::unique_ptr<eventlog::log> log_;
    eventlog::token token_;
    std::unique_ptr<eventlog::member> member_;
};

/// The instant "2026-11-24T02:00:00Z" and so many seconds.
[[nodiscard]] instant at_second(int seconds);

// Events about the mailbox "anna" unless it is said otherwise.
[[nodiscard]] model::mail_sent sent_at(int seconds, std::string probe = "inbound");
[[nodiscard]] model::mail_result result_at(
    int seconds, std::string probe = "inbound", std::string mailbox = "anna"
);
[[nodiscard]] model::alert alert_at(int seconds);

}  // namespace mailsonde::cli
