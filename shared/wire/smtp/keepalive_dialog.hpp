#pragma once

#include "shared/wire/dialog.hpp"
#include "shared/wire/smtp/session.hpp"

#include <cstdint>

namespace mailsonde::wire::smtp {

enum class keepalive : std::uint8_t {
    noop,  ///< is the server still there?
    rset,  ///< the same, and forget a transaction that was given up half-way
};

/// One harmless command on a kept connection (RFC 5321 sections 4.1.1.5 and 4.1.1.9).
///
/// Phases: smtp.noop, smtp.rset; 60 s.
/// @errors smtp_errc::closing (421, or one that was waiting for us), unexpected_reply (not 2xx),
/// those
///         of reply_parser::feed; the connection is done
class keepalive_dialog final : public dialog {
public:
    /// `session` must outlive the dialog.
    keepalive_dialog(smtp::session& session, keepalive what) : session_(session), what_(what) {}

    [[nodiscard]] result<action> resume(std::string_view received) override;
    [[nodiscard]] std::string_view phase() const override;
    [[nodiscard]] std::chrono::milliseconds budget() const override;

private:
    enum class step : std::uint8_t { start, sent, reading };

    smtp::session& session_;
    keepalive what_;
    step step_ = step::start;
};

}  // namespace mailsonde::wire::smtp
