#pragma once

#include "shared/core/result.hpp"
#include "shared/net/certificate.hpp"
#include "shared/net/endpoint.hpp"
#include "shared/net/tls_context.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace mailsonde::net {

using time_limit = std::chrono::steady_clock::time_point;

/// One TCP connection to an endpoint, later or at once under TLS. Moves bytes, knows no protocol.
///
/// Every operation ends by its time limit at the latest; after any failure the stream is closed.
/// One operation at a time. Cancelling the coroutine ends the operation with net_errc::stopped.
class stream {
public:
    stream(boost::asio::any_io_executor const& executor, endpoint peer);
    stream(stream const&) = delete;
    stream& operator=(stream const&) = delete;
    ~stream();

    /// Looks the host up and connects to the first of its addresses that answers. No TLS yet.
    [[nodiscard]] boost::asio::awaitable<result<void>> connect(time_limit limit);

    /// TLS handshake with SNI; the certificate must be valid for the endpoint's host and, if pins
    /// are given, hold one of the pinned keys. The failure's detail says what is wrong with which
    /// certificate.
    [[nodiscard]] boost::asio::awaitable<result<void>> handshake(
        tls_contexts& contexts, time_limit limit
    );

    /// At least one octet. The view is valid until the next call.
    [[nodiscard]] boost::asio::awaitable<result<std::string_view>> read_some(time_limit limit);

    [[nodiscard]] boost::asio::awaitable<result<void>> write_all(
        std::string bytes, time_limit limit
    );

    /// Hard close; idempotent. Protocol goodbyes are the dialogs' business.
    void close() noexcept;
    /// For an open stream that nobody will use for a while: no time limit is watched any more.
    void rest();
    [[nodiscard]] bool is_open() const;
    [[nodiscard]] bool is_encrypted() const;

    [[nodiscard]] endpoint const& peer() const { return peer_; }

    /// The server's certificate, once the handshake is done.
    [[nodiscard]] std::optional<certificate_facts> const& certificate() const {
        return certificate_;
    }

    [[nodiscard]] std::optional<instant> certificate_expires() const {
        return certificate_ ? certificate_->not_after : std::nullopt;
    }

private:
    struct connection;

    failure translate(error_code const& error) const;

    endpoint peer_;
    std::shared_ptr<connection> connection_;
    std::optional<certificate_facts> certificate_;
};

}  // namespace mailsonde::net
