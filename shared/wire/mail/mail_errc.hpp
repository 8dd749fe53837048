#pragma once

#include "shared/core/errc.hpp"

#include <cstdint>

namespace mailsonde::wire::mail {

enum class mail_errc : std::uint8_t {
    malformed_field = 1,  ///< unfit for a mail; the detail names the field: mend the configuration
    too_long,             ///< the composed mail would be over 4,096 octets
};

[[nodiscard]] constexpr char const* errc_category_name(mail_errc /*tag*/) {
    return "mailsonde.mail";
}

[[nodiscard]] constexpr std::string_view errc_message(mail_errc code) {
    switch (code) {
        case mail_errc::malformed_field:
            return "field unfit for a mail";
        case mail_errc::too_long:
            return "test mail too long";
    }
    return "unknown error";
}

[[nodiscard]] inline error_code make_error_code(mail_errc code) {
    return make_errc(code);
}

}  // namespace mailsonde::wire::mail

template <>
struct boost::system::is_error_code_enum<mailsonde::wire::mail::mail_errc> : std::true_type {};
