#pragma once

#include "shared/config/config.hpp"

#include <string>
#include <vector>

/// Who logs in where, in forms that can be compared and kept.
namespace mailsonde::config {

/// "anna at imap.example.org:993": what a server locks after too many wrong passwords, whoever
/// tried them.
[[nodiscard]] std::string account_of(server const& at, credentials const& login);

/// Tell logins apart without telling what they are: HMACs over server, user and password or token,
/// one under each signing key, the current one first. They may be kept where others read; one that
/// was kept is of this login if it is among these.
[[nodiscard]] std::vector<std::string> login_marks(
    model::key_ring const& keys, server const& at, credentials const& login
);

}  // namespace mailsonde::config
