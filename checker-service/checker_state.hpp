#pragma once

#include "shared/core/result.hpp"
#include "shared/core/time.hpp"
#include "shared/eventlog/event_log.hpp"
#include "shared/model/events.hpp"
#include "shared/model/state.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace mailsonde::checker {

/// What the checker remembers: a cache of its state topic. Every change is appended to the
/// transaction that makes it durable.
class checker_state {
public:
    using mails = std::map<std::string, model::mail_state>;  ///< by mail id

    /// @param topic  the checker's state topic
    explicit checker_state(std::string topic) : topic_(std::move(topic)) {}

    /// @errors model_errc::malformed_json: the record is passed over
    [[nodiscard]] result<void> restore(eventlog::record const& stored);
    void clear();

    void put(model::mail_state const& mail, eventlog::transaction& out);
    void erase(model::mail_state const& mail, eventlog::transaction& out);
    void put(model::mailbox_marks const& marks, eventlog::transaction& out);
    void put(model::login_pause const& pause, eventlog::transaction& out);
    void erase_pause(std::string const& mailbox, eventlog::transaction& out);
    void put(model::alert const& open, eventlog::transaction& out);
    void erase(model::alert const& closed, eventlog::transaction& out);

    [[nodiscard]] mails const& mails_of(std::string const& mailbox) const;
    [[nodiscard]] model::mail_state const* find(
        std::string const& mailbox, std::string const& mail_id
    ) const;
    [[nodiscard]] model::mail_state const* find_token(
        std::string const& mailbox, std::string const& token
    ) const;
    [[nodiscard]] model::mailbox_marks const* marks_of(std::string const& mailbox) const;
    [[nodiscard]] model::login_pause const* pause_of(std::string const& mailbox) const;

    [[nodiscard]] std::map<std::string, model::login_pause> const& pauses() const {
        return pauses_;
    }

    [[nodiscard]] std::optional<model::alert> alert(std::string const& key) const;

    [[nodiscard]] std::map<std::string, model::alert> const& alerts() const { return alerts_; }

    /// Those that have mails.
    [[nodiscard]] std::vector<std::string> mailboxes() const;

    /// Mails without a result.
    struct backlog {
        std::size_t mails = 0;
        std::optional<instant> first_deadline;
    };

    [[nodiscard]] backlog pending() const;

private:
    void insert(model::mail_state const& mail);
    void remove(std::string const& mail_id);
    result<void> restore_mail(std::string const& mail_id, eventlog::record const& stored);
    void append(
        std::string const& mailbox,
        std::string key,
        std::optional<std::string> value,
        eventlog::transaction& out
    );

    std::string topic_;
    std::map<std::string, mails> mails_;             ///< by mailbox
    std::map<std::string, std::string> mailbox_of_;  ///< by mail id
    std::map<std::string, model::mailbox_marks> marks_;
    std::map<std::string, model::login_pause> pauses_;
    std::map<std::string, model::alert> alerts_;
};

}  // namespace mailsonde::checker
