#pragma once

#include "checker-service/checker_state.hpp"
#include "shared/core/result.hpp"
#include "shared/eventlog/event_log.hpp"
#include "shared/model/state.hpp"
#include "shared/model/topics.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>

namespace mailsonde::cli {

/// What an event log knows of one mailbox.
struct known_mails {
    /// By token, mails that somebody still cares about: "pending", "deleting", "late_watch",
    /// "settled", or "on its way" if the checker has not heard of it.
    std::map<std::string, std::string> states;
    std::optional<model::login_pause> pause;
};

/// Reads it without being a member of any group: nobody notices. A log without our topics knows
/// nothing. Each partition is read once.
class known_mails_reader {
public:
    /// @param log  outlives the reader
    known_mails_reader(eventlog::log& log, model::topics topics);

    /// @errors those of log::restore; a state record that can't be read
    [[nodiscard]] result<known_mails> of(std::string const& mailbox);

private:
    struct partition {
        explicit partition(std::string const& state_topic) : state(state_topic) {}

        checker::checker_state state;
        std::set<std::string> received;             ///< ids of mails that the checker has heard of
        std::map<std::string, std::string> unread;  ///< mailbox by token, of those it has not
    };

    result<partition const*> partition_at(int number);
    result<void> read_state(int number, partition& to);
    result<void> read_unread(int number, partition& to);
    result<void> read_open_sends();

    eventlog::log* log_;
    model::topics topics_;
    std::map<int, partition> partitions_;
    /// Mailbox by token, of mails that are not handed over yet, or nobody knows; once read.
    std::optional<std::map<std::string, std::string>> open_sends_;
};

}  // namespace mailsonde::cli
