#pragma once

#include "checker-service/token_check.hpp"
#include "cli/known_mails.hpp"
#include "shared/clients/look.hpp"
#include "shared/config/config.hpp"
#include "shared/core/time.hpp"
#include "shared/model/state.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

/// Which mails `mailsonde reap` deletes, and why it keeps the others. Pure.
namespace mailsonde::cli {

/// One mail that holds something like a token of ours.
struct reap_row {
    std::string mailbox;
    std::string folder;  ///< for people; hostile
    model::mail_place place;
    std::string token;  ///< "" unless it verifies here; so are slot and recipient
    std::optional<instant> slot;
    std::string recipient;
    bool is_due = false;
    std::string fate;  ///< "kept: too young"
};

struct reap_rules {
    config::config const& config;
    checker::token_scope const& scope;  ///< of the mailbox
    known_mails const& known;
    milliseconds older_than;
    std::size_t limit;
    instant now;
};

/// What a look found, the oldest first; at most `limit` are due.
[[nodiscard]] std::vector<reap_row> judge_found(
    std::vector<clients::found_mail> const& mails, reap_rules const& by
);

}  // namespace mailsonde::cli
