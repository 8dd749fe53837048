#pragma once

#include "shared/config/object_reader.hpp"
#include "shared/core/credentials.hpp"
#include "shared/core/secret.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mailsonde::config {

/// Passwords and access tokens go into protocol lines, so control characters are refused in them;
/// keys are any octets.
enum class secret_use : std::uint8_t { login, key };

/// Reads {file: PATH} or {env: NAME} and what it refers to. One trailing newline (LF or CRLF) of a
/// file is not part of the secret. A literal is refused; nothing that could be one is repeated.
/// @param object  the rows of the table of known keys
[[nodiscard]] std::optional<secret> read_secret(
    loading& load,
    yaml_node const& node,
    std::string_view object,
    std::string const& where,
    secret_use use
);

/// Reads {user, password | access_token}.
/// @param object  "routes.*.auth" or "mailboxes.*.auth"
[[nodiscard]] std::optional<credentials> read_credentials(
    loading& load, yaml_node const& node, std::string const& object, std::string const& where
);

/// Checks that a file of certificates is there and looks like PEM, so that a reload can't switch to
/// a configuration whose connections would all fail.
void check_certificates(
    loading& load, std::filesystem::path const& path, position at, std::string const& where
);

/// The same for a private key, which is a secret and must not need a passphrase.
void check_private_key(
    loading& load, std::filesystem::path const& path, position at, std::string const& where
);

}  // namespace mailsonde::config
