#pragma once

#include "shared/core/result.hpp"
#include "shared/core/time.hpp"
#include "shared/net/stream.hpp"
#include "shared/net/tls_context.hpp"
#include "shared/wire/dialog.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace mailsonde::net {

enum class direction : std::uint8_t { received, sent };

/// Shown every line of a dialog, credentials masked by the dialog itself.
using transcript = std::function<void(direction, std::string_view)>;

/// How long a phase may take.
using phase_budgets = std::map<std::string, milliseconds, std::less<>>;

/// What accompanies the dialogs of one connection.
struct drive_context {
    tls_contexts* contexts = nullptr;  ///< for start_tls; outlives the call
    net::transcript transcript;        ///< may be empty
    /// Time spent by phase, summed over the dialogs of this connection; TLS is "<prefix>.tls".
    std::map<std::string, milliseconds> phases;
    /// How often something was said and then an answer awaited, summed as well. The handshakes of
    /// TCP and TLS don't count.
    std::uint32_t round_trips = 0;
    std::size_t byte_limit = 8UL * 1024 * 1024;  ///< received per dialog, in octets
    phase_budgets budgets{};                     ///< by phase, instead of what is usual
};

/// Runs a dialog to its end over a connected stream. The only loop that turns the actions of
/// dialogs into I/O. A failure's detail starts with the phase in which it happened.
/// @errors whatever the dialog or the stream answers; net_errc::too_much_data
[[nodiscard]] boost::asio::awaitable<result<void>> drive(
    stream& connection, wire::dialog& dialog, drive_context& context
);

/// Connects, with TLS from the first octet if the endpoint says so. Times "<prefix>.connect" and
/// "<prefix>.tls".
[[nodiscard]] boost::asio::awaitable<result<void>> open(
    stream& connection, std::string prefix, drive_context& context
);

}  // namespace mailsonde::net
