#pragma once

#include "shared/core/secret.hpp"

#include <optional>
#include <string>

namespace mailsonde {

/// What to log in with. Exactly one of password and access_token is set.
struct credentials {
    std::string user;
    std::optional<secret> password;
    std::optional<secret> access_token;  ///< OAuth 2.0 bearer token for XOAUTH2
};

}  // namespace mailsonde
