#pragma once

#include "shared/core/errc.hpp"

#include <cstdint>

namespace mailsonde::telemetry {

enum class telemetry_errc : std::uint8_t {
    cannot_listen = 1,  ///< http.listen: in use, not an address of this host, or malformed
    no_answer,          ///< nobody there, not in time, or not in HTTP
};

[[nodiscard]] constexpr char const* errc_category_name(telemetry_errc /*tag*/) {
    return "mailsonde.telemetry";
}

[[nodiscard]] constexpr std::string_view errc_message(telemetry_errc code) {
    switch (code) {
        case telemetry_errc::cannot_listen:
            return "cannot listen";
        case telemetry_errc::no_answer:
            return "no answer";
    }
    return "unknown error";
}

[[nodiscard]] inline error_code make_error_code(telemetry_errc code) {
    return make_errc(code);
}

}  // namespace mailsonde::telemetry

template <>
struct boost::system::is_error_code_enum<mailsonde::telemetry::telemetry_errc> : std::true_type {};
