#pragma once

#include "shared/clients/look.hpp"
#include "shared/core/credentials.hpp"
#include "shared/net/drive.hpp"
#include "shared/net/endpoint.hpp"
#include "shared/net/stream.hpp"
#include "shared/net/tls_context.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mailsonde::clients {

class look_run;

struct imap_options {
    net::endpoint server;
    credentials login;
    bool trusted_plaintext = false;
    std::string client_version;             ///< for ID
    std::vector<std::string> also_folders;  ///< watched besides INBOX and Junk
    std::optional<std::string> junk_folder;
    net::transcript transcript;    ///< may be empty
    net::phase_budgets budgets{};  ///< for a server that is known to be slow, or a test's
};

/// One IMAP account with at most one connection, opened when it is needed and kept until close().
/// For one io thread; one call at a time.
class imap_client {
public:
    /// `contexts` outlives the client.
    imap_client(
        boost::asio::any_io_executor executor, net::tls_contexts& contexts, imap_options options
    );
    imap_client(imap_client const&) = delete;
    imap_client& operator=(imap_client const&) = delete;
    ~imap_client();

    /// One look. If a kept connection turns out to be dead, a fresh one is tried once. On a kept
    /// connection the folder list is that of the last sweep, so that a look is one round trip.
    [[nodiscard]] boost::asio::awaitable<look_report> look(look_request request);

    /// Deletes these mails and no others; see wire::imap::delete_dialog.
    /// @return one outcome per removal, in their order
    /// @errors of the connection, the login and the dialogs: then nobody knows what is gone, look
    /// again
    /// @param is_ours  for the fallback of servers without UID EXPUNGE: any mail of this instance
    [[nodiscard]] boost::asio::awaitable<result<std::vector<removal_outcome>>> remove(
        std::vector<removal> removals, wire::imap::header_check is_ours
    );

    /// Logs out, if there is a connection.
    [[nodiscard]] boost::asio::awaitable<void> close();

    [[nodiscard]] bool is_connected() const;

private:
    struct connection;

    [[nodiscard]] std::unique_ptr<connection> fresh_connection() const;
    look_report settle(std::unique_ptr<connection> used, look_run run);
    /// Takes what is worth knowing in the next session, too.
    void learn_from(connection const& used);
    [[nodiscard]] std::string own_folder() const;

    boost::asio::any_io_executor executor_;
    net::tls_contexts& contexts_;
    imap_options options_;
    std::unique_ptr<connection> connection_;
    bool auth_pipelining_ok_ = false;
    bool uid_expunge_ok_ = true;
    std::vector<std::string> also_watched_;  ///< as the last look asked for
};

/// The server knows us and says no: trying again soon may lock a person's account.
[[nodiscard]] bool is_login_refusal(error_code const& code);

/// This process or machine can't open a connection: nobody else is to blame.
[[nodiscard]] bool is_our_own_lack(error_code const& code);

}  // namespace mailsonde::clients
