#pragma once

#include "cli/signal_gate.hpp"
#include "shared/clients/look.hpp"
#include "shared/config/config.hpp"
#include "shared/core/result.hpp"
#include "shared/telemetry/logger.hpp"

#include <functional>
#include <memory>
#include <vector>

namespace mailsonde::cli {

/// One session with a mailbox, for commands that have nothing else to do meanwhile.
class mailbox_access {
public:
    mailbox_access() = default;
    mailbox_access(mailbox_access const&) = delete;
    mailbox_access& operator=(mailbox_access const&) = delete;
    /// Logs out.
    virtual ~mailbox_access() = default;

    [[nodiscard]] virtual clients::look_report look(clients::look_request request) = 0;
    /// @errors those of imap_client::remove
    [[nodiscard]] virtual result<std::vector<clients::removal_outcome>> remove(
        std::vector<clients::removal> removals, wire::imap::header_check is_ours
    ) = 0;
};

using open_mailbox = std::function<std::unique_ptr<mailbox_access>(config::mailbox const&)>;

/// Over IMAP. After a signal every call fails with net_errc::stopped; both references outlive it.
[[nodiscard]] std::unique_ptr<mailbox_access> open_imap_mailbox(
    config::mailbox const& mailbox, signal_gate const& signals, telemetry::logger& logger
);

}  // namespace mailsonde::cli
