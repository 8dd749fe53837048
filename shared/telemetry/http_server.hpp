#pragma once

#include "shared/core/result.hpp"
#include "shared/telemetry/metrics.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace mailsonde::telemetry {

/// Serves /metrics on its own threads until destroyed. "host:port"; port 0 takes a free one.
class http_server {
public:
    /// @errors telemetry_errc::cannot_listen  address in use, not ours, or malformed
    [[nodiscard]] static result<std::unique_ptr<http_server>> listen(
        std::string_view address, metrics const& source
    );
    http_server(http_server const&) = delete;
    http_server& operator=(http_server const&) = delete;
    ~http_server();

    [[nodiscard]] int port() const;

private:
    struct running;

    explicit http_server(std::unique_ptr<running> state);

    std::unique_ptr<running> state_;
};

}  // namespace mailsonde::telemetry
