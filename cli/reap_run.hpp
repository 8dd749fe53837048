#pragma once

#include "cli/known_mails.hpp"
#include "cli/reap.hpp"
#include "cli/reap_decision.hpp"
#include "cli/reap_table.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace mailsonde::cli {

/// One run of `mailsonde reap`: mailbox by mailbox, one login each, and none to an account that
/// refused one or is to be left alone. All references outlive it.
class reap_run {
public:
    reap_run(
        config::config const& config,
        reap_options const& options,
        surroundings const& io,
        reap_means const& means
    );

    /// Nothing is deleted without asking a log that is there: it may still expect mails.
    /// @return false after the reason was written
    [[nodiscard]] bool open_log();
    /// @return false if the program was told to end
    [[nodiscard]] bool visit(config::mailbox const& mailbox);
    /// Writes the last line. @return the exit status
    [[nodiscard]] int conclude() const;

private:
    bool complain(std::string const& about, std::string const& what);
    [[nodiscard]] std::optional<known_mails> ask_log(config::mailbox const& mailbox);
    [[nodiscard]] bool holds(model::login_pause const& pause, config::mailbox const& mailbox) const;
    [[nodiscard]] bool may_log_in(config::mailbox const& mailbox, known_mails const& known);
    [[nodiscard]] clients::look_report look_through(mailbox_access& session) const;
    void tell_gaps(config::mailbox const& mailbox, clients::look_report const& report);
    void remove(
        mailbox_access& session, checker::token_scope const& scope, std::vector<reap_row>& rows
    );
    void settle(reap_row& row, std::optional<clients::removal_outcome> const& outcome);

    config::config const& config_;
    reap_options const& options_;
    surroundings const& io_;
    reap_means const& means_;
    model::topics topics_;
    milliseconds older_than_;
    reap_table table_;
    std::unique_ptr<eventlog::log> log_;
    std::optional<known_mails_reader> known_;  ///< nullopt: there is no log
    std::set<std::string> refused_;            ///< accounts
    std::size_t deleted_ = 0;                  ///< or would be
    std::size_t kept_ = 0;
    std::size_t failed_ = 0;
    bool went_well_ = true;
};

}  // namespace mailsonde::cli
