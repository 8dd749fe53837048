#pragma once

#include "shared/core/credentials.hpp"
#include "shared/wire/dialog.hpp"
#include "shared/wire/imap/command.hpp"
#include "shared/wire/imap/session.hpp"
#include "shared/wire/sasl/mechanism.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace mailsonde::wire::imap {

/// One AUTHENTICATE, or LOGIN where no mechanism fits (RFC 9051 sections 6.2.2, 6.2.3). Nothing is
/// ever sent behind it before it is complete: Courier would throw that away.
class auth_exchange {
public:
    /// @param encrypted  or in clear to a host that the configuration trusts
    auth_exchange(session& whole, credentials who, bool encrypted);

    /// Chooses by the capabilities of the session, which are void from then on.
    /// @return what to send first
    /// @errors imap_errc::login_disabled, auth_unavailable
    [[nodiscard]] result<send_bytes> begin();

    /// @return what to send next, or need_bytes, or finished once the login is complete
    /// @errors imap_errc::authentication_failed and whatever else classify() makes of a refusal;
    ///         sasl_errc; imap_errc::bad_response
    [[nodiscard]] result<action> take(response& received);

private:
    [[nodiscard]] send_bytes authenticate();
    [[nodiscard]] result<send_bytes> login();
    [[nodiscard]] std::string next_login_piece();
    [[nodiscard]] result<action> answer(continuation const& challenge);
    [[nodiscard]] result<action> conclude(tagged const& completion);

    session& session_;
    credentials who_;
    bool encrypted_;
    std::string tag_;
    std::unique_ptr<sasl::mechanism> mechanism_;  ///< empty with LOGIN
    std::optional<std::string> initial_;          ///< not sent yet
    command login_;                               ///< of LOGIN
    std::size_t pieces_sent_ = 0;
};

}  // namespace mailsonde::wire::imap
