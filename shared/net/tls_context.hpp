#pragma once

#include "shared/core/result.hpp"
#include "shared/net/endpoint.hpp"

#include <boost/asio/ssl/context.hpp>

#include <map>
#include <memory>

namespace mailsonde::net {

/// TLS client contexts, one per set of trust options: loading the system's authorities takes far
/// longer than a handshake. For one thread.
class tls_contexts {
public:
    /// TLS 1.2 or newer, peer verification on, OpenSSL's security level 2, whatever the system's
    /// configuration of OpenSSL says.
    /// @errors net_errc::tls_setup  CA file unreadable or not PEM
    [[nodiscard]] result<std::shared_ptr<boost::asio::ssl::context>> get(tls_options const& trust);

    /// Forgets all contexts, so that CA files are read again. Connections in use keep theirs.
    void reload() { contexts_.clear(); }

private:
    std::map<std::filesystem::path, std::shared_ptr<boost::asio::ssl::context>> contexts_;
};

}  // namespace mailsonde::net
