#pragma once

#include "shared/core/credentials.hpp"
#include "shared/core/tls_mode.hpp"
#include "shared/wire/dialog.hpp"
#include "shared/wire/imap/auth_exchange.hpp"
#include "shared/wire/imap/command_group.hpp"
#include "shared/wire/imap/session.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace mailsonde::wire::imap {

struct login_options {
    tls_mode tls = tls_mode::implicit;
    credentials login;
    bool trusted_plaintext = false;  ///< with tls_mode::none: the host may see the password
    std::string client_version;      ///< for ID
};

/// From the greeting to a session that may open folders: greeting, STARTTLS where it is required,
/// CAPABILITY, AUTHENTICATE or LOGIN, CAPABILITY of the user, ID. Fills `session.capabilities`.
/// Up to the login nothing is pipelined.
/// @errors imap_errc: bad_greeting, bye, preauth_refused, starttls_unavailable, starttls_refused,
///         injected_after_starttls, and those of auth_exchange and command_group. What a server
///         says in clear where TLS is required gets into no failure's detail.
class login_dialog final : public dialog {
public:
    /// `whole` outlives the dialog.
    login_dialog(imap::session& whole, login_options options);

    [[nodiscard]] result<action> resume(std::string_view received) override;
    [[nodiscard]] std::string_view phase() const override;
    [[nodiscard]] std::chrono::milliseconds budget() const override;

private:
    enum class step : std::uint8_t {
        greeting,
        starttls,
        capability,
        auth,
        introduction,
        done,
    };

    result<action> run_step(std::string_view received);
    result<action> read_greeting(std::string_view received);
    result<void> check_greeting(response const& greeting);
    result<action> run_starttls(std::string_view received);
    result<action> run_capability(std::string_view received);
    result<action> run_auth(std::string_view received);
    result<action> run_introduction(std::string_view received);
    void plan_introduction(command_group& group);
    result<action> run_group(std::string_view received);
    [[nodiscard]] bool in_clear_before_tls() const;

    imap::session& session_;
    login_options options_;
    auth_exchange auth_;
    step step_ = step::greeting;
    bool auth_begun_ = false;
    bool offered_id_before_ = false;  ///< the login
    bool asks_capability_ = false;    ///< with the first command of the introduction
    std::unique_ptr<command_group> group_;
};

}  // namespace mailsonde::wire::imap
