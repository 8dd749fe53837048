#pragma once

#include "shared/clients/imap_client.hpp"
#include "shared/clients/look_run.hpp"
#include "shared/clients/removal_batches.hpp"
#include "shared/wire/imap/folder.hpp"
#include "shared/wire/imap/session.hpp"

#include <optional>
#include <vector>

namespace mailsonde::clients {

/// One connection and all that is known of it. After a failure it is of no more use.
struct imap_client::connection {
    connection(
        boost::asio::any_io_executor const& executor,
        net::tls_contexts& contexts,
        imap_options const& options
    )
        : stream(executor, options.server) {
        context.contexts = &contexts;
        context.transcript = options.transcript;
        context.budgets = options.budgets;
    }

    [[nodiscard]] boost::asio::awaitable<result<void>> log_in(imap_options options);
    /// Whether it came to its end, `run` knows.
    [[nodiscard]] boost::asio::awaitable<void> perform(look_run& run);
    /// Takes the batches that are done out of `batches` and notes what became of them.
    [[nodiscard]] boost::asio::awaitable<result<void>> remove(
        std::vector<removal_batch>& batches, std::vector<removal_outcome>& outcomes
    );

    net::stream stream;
    net::drive_context context;
    wire::imap::session session;
    std::optional<std::vector<wire::imap::folder>> folders;  ///< as of the last sweep
};

}  // namespace mailsonde::clients
