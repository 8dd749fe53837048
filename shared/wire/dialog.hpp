#pragma once

#include "shared/core/result.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <variant>

/// The contract between a protocol dialog (bytes in, decisions out; no I/O) and whoever moves the
/// bytes (net::drive, or a script in a test).
namespace mailsonde::wire {

/// Read something from the peer and resume with it.
struct need_bytes {};

/// Write all of `bytes`, then resume with an empty view.
struct send_bytes {
    std::string bytes;
    /// What a protocol trace may show instead of `bytes`; credentials never get in here.
    std::string shown;
};

/// Do a TLS handshake on the connection, then resume with an empty view. The dialog has made sure
/// that no octet received in clear is left over.
struct start_tls {};

/// The dialog ended well; its own accessors hold what it found.
struct finished {};

using action = std::variant<need_bytes, send_bytes, start_tls, finished>;

class dialog {
public:
    dialog() = default;
    dialog(dialog const&) = delete;
    dialog& operator=(dialog const&) = delete;
    virtual ~dialog() = default;

    /// Takes what the last action asked for and says what to do next. Start with an empty view.
    /// @param received  octets after need_bytes, in any split; empty otherwise; not retained
    /// After a failure the dialog, and unless the dialog says otherwise the connection, is done.
    [[nodiscard]] virtual result<action> resume(std::string_view received) = 0;

    /// Where the dialog stands ("smtp.rcpt", "imap.fetch"): a stable name for timings, errors,
    /// logs.
    [[nodiscard]] virtual std::string_view phase() const = 0;

    /// How long the current phase may take in all before the peer counts as dead.
    [[nodiscard]] virtual std::chrono::milliseconds budget() const = 0;
};

}  // namespace mailsonde::wire
