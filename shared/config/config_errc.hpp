#pragma once

#include "shared/core/errc.hpp"

#include <cstdint>

namespace mailsonde::config {

/// Why a file that the configuration is made of could not be used.
enum class config_errc : std::uint8_t {
    unreadable = 1,      ///< missing, no permission, or an error while reading
    not_a_file,          ///< a folder, FIFO, socket or device
    too_large,           ///< over the limit of its kind
    empty,               ///< no octets, or nothing but a newline
    writable_by_others,  ///< a secret that the group or everyone may replace
};

[[nodiscard]] constexpr char const* errc_category_name(config_errc /*tag*/) {
    return "mailsonde.config";
}

[[nodiscard]] constexpr std::string_view errc_message(config_errc code) {
    switch (code) {
        case config_errc::unreadable:
            return "cannot be read";
        case config_errc::not_a_file:
            return "is not a regular file";
        case config_errc::too_large:
            return "is too large";
        case config_errc::empty:
            return "is empty";
        case config_errc::writable_by_others:
            return "is writable by its group or by everyone";
    }
    return "unknown error";
}

[[nodiscard]] inline error_code make_error_code(config_errc code) {
    return make_errc(code);
}

}  // namespace mailsonde::config

template <>
struct boost::system::is_error_code_enum<mailsonde::config::config_errc> : std::true_type {};
