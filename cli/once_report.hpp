#pragma once

#include "shared/config/config.hpp"
#include "shared/model/events.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

/// The answer of `mailsonde once`, by the guidelines for Nagios plugins. Pure.
namespace mailsonde::cli {

enum class plugin_status : std::uint8_t { ok = 0, warning = 1, critical = 2, unknown = 3 };

/// What is known of the mail for one mailbox.
struct once_story {
    std::optional<model::mail_sent> sent;
    std::optional<model::mail_deferred> deferred;  ///< the last one
    std::optional<model::mail_send_failed> failed;
    std::optional<model::mail_send_unknown> doubtful;
    std::optional<model::mail_result> result;

    /// Nothing more will come.
    [[nodiscard]] bool is_over() const { return failed || result; }

    void add(model::event const& event);
};

struct once_answer {
    plugin_status status = plugin_status::unknown;
    std::string text;  ///< one line with performance data, then one line per mailbox, all with LF
};

/// @param stories  by mailbox, one for each of the probe's
[[nodiscard]] once_answer once_report(
    config::probe const& probe, std::map<std::string, once_story> const& stories
);

/// "MAILSONDE UNKNOWN - why" with LF.
[[nodiscard]] once_answer once_unknown(std::string const& why);

}  // namespace mailsonde::cli
