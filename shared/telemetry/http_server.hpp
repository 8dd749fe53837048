#pragma once

#include "shared/core/result.hpp"
#include "shared/core/time.hpp"
#include "shared/telemetry/http_pages.hpp"

#include <memory>
#include <optional>
#include <string>

namespace mailsonde::telemetry {

struct http_options {
    std::string listen;             ///< "host:port"; port 0 takes a free one
    std::optional<secret> token;    ///< see http_access
    milliseconds patience{10'000};  ///< a connection lives no longer
};

/// Serves /metrics, /healthz and /readyz on a thread of its own until destroyed.
///
/// Made for hostile networks: a connection carries one request of at most 8 KiB without a body and
/// lives as long as patience lasts; there are 64 at a time: the oldest is closed for one more.
class http_server {
public:
    /// What `from` refers to outlives the server.
    /// @errors telemetry_errc::cannot_listen  address in use, not ours, or malformed
    [[nodiscard]] static result<std::unique_ptr<http_server>> listen(
        http_options options, http_sources from
    );
    http_server(http_server const&) = delete;
    http_server& operator=(http_server const&) = delete;
    ~http_server();

    /// For a reload that changed it. From any thread.
    void set_token(std::optional<secret> token);

    [[nodiscard]] int port() const;

private:
    struct running;

    explicit http_server(std::unique_ptr<running> state);

    std::unique_ptr<running> state_;
};

}  // namespace mailsonde::telemetry
