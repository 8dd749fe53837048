#pragma once

#include "shared/core/credentials.hpp"
#include "shared/core/encoding.hpp"

#include <string>
#include <string_view>
#include <vector>

/// A login, and every form in which its secret goes over the wire.
namespace mailsonde::fuzz {

inline std::string const the_user = "anna";
inline std::string const the_secret = "hunter2-zwiebel";

[[nodiscard]] inline credentials login_with(bool access_token) {
    if (access_token) {
        return {the_user, std::nullopt, secret(the_secret)};
    }
    return {the_user, secret(the_secret), std::nullopt};
}

[[nodiscard]] inline std::vector<std::string> spellings_of_the_secret() {
    auto const zero = std::string(1, '\0');
    return {
        the_secret,
        to_base64(the_secret),
        to_base64(zero + the_user + zero + the_secret),
        to_base64(
            "user=" + the_user +
            "\x01"
            "auth=Bearer " +
            the_secret + "\x01\x01"
        )
    };
}

[[nodiscard]] inline bool holds_the_secret(std::string_view text) {
    for (auto const& spelling : spellings_of_the_secret()) {
        if (text.find(spelling) != std::string_view::npos) {
            return true;
        }
    }
    return false;
}

}  // namespace mailsonde::fuzz
