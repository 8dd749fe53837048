#pragma once

#include "shared/clients/attempt.hpp"
#include "shared/core/credentials.hpp"
#include "shared/net/drive.hpp"
#include "shared/net/endpoint.hpp"
#include "shared/net/stream.hpp"
#include "shared/net/tls_context.hpp"
#include "shared/wire/smtp/submit_dialog.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <memory>
#include <optional>
#include <string>

namespace mailsonde::clients {

struct smtp_options {
    net::endpoint server;
    std::string ehlo_name;
    std::optional<credentials> login;
    bool trusted_plaintext = false;
    net::transcript transcript;    ///< may be empty
    net::phase_budgets budgets{};  ///< for a server that is known to be slow, or a test's
};

/// One submission server with at most one connection, kept between mails until close().
/// For one io thread; one call at a time.
class smtp_client {
public:
    /// `contexts` outlives the client.
    smtp_client(
        boost::asio::any_io_executor executor, net::tls_contexts& contexts, smtp_options options
    );
    smtp_client(smtp_client const&) = delete;
    smtp_client& operator=(smtp_client const&) = delete;
    ~smtp_client();

    /// Tries to hand over one mail. A kept connection that is found dead before the server can have
    /// taken anything of this mail is replaced once by a fresh one.
    [[nodiscard]] boost::asio::awaitable<attempt> submit(wire::smtp::submission mail);

    /// QUIT, if there is a connection.
    [[nodiscard]] boost::asio::awaitable<void> close();

    [[nodiscard]] bool is_connected() const;

private:
    struct connection;

    boost::asio::any_io_executor executor_;
    net::tls_contexts& contexts_;
    smtp_options options_;
    std::unique_ptr<connection> connection_;
};

}  // namespace mailsonde::clients
