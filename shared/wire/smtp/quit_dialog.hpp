#pragma once

#include "shared/wire/dialog.hpp"
#include "shared/wire/smtp/session.hpp"

#include <cstdint>

namespace mailsonde::wire::smtp {

/// QUIT, and a short wait for the server's goodbye, whatever it says (RFC 5321 section 4.1.1.10).
/// The fate of a mail is fixed by the 250 after its data, never by what happens here.
class quit_dialog final : public dialog {
public:
    /// `session` must outlive the dialog.
    explicit quit_dialog(smtp::session& session) : session_(session) {}

    [[nodiscard]] result<action> resume(std::string_view received) override;

    [[nodiscard]] std::string_view phase() const override { return "smtp.quit"; }

    [[nodiscard]] std::chrono::milliseconds budget() const override;

private:
    enum class step : std::uint8_t { start, sent, reading };

    smtp::session& session_;
    step step_ = step::start;
};

}  // namespace mailsonde::wire::smtp
