#pragma once

#include "shared/core/errc.hpp"

#include <cstdint>

namespace mailsonde::wire::sasl {

enum class sasl_errc : std::uint8_t {
    no_common_mechanism =
        1,                  ///< the server offers none that fits the credentials and the connection
    malformed_challenge,    ///< not base64, or not what the mechanism prescribes
    server_not_proven,      ///< SCRAM: the server doesn't know the password; maybe not our server
    unexpected_challenge,   ///< the mechanism has nothing more to say
    refused,                ///< SCRAM: the server says why it refuses; check user and password
    malformed_credentials,  ///< no user, an empty secret, or control characters: our own fault
};

[[nodiscard]] constexpr char const* errc_category_name(sasl_errc /*tag*/) {
    return "mailsonde.sasl";
}

[[nodiscard]] constexpr std::string_view errc_message(sasl_errc code) {
    switch (code) {
        case sasl_errc::no_common_mechanism:
            return "no usable login mechanism";
        case sasl_errc::malformed_challenge:
            return "malformed login challenge";
        case sasl_errc::server_not_proven:
            return "the server could not prove that it knows the password";
        case sasl_errc::unexpected_challenge:
            return "unexpected login challenge";
        case sasl_errc::refused:
            return "login refused";
        case sasl_errc::malformed_credentials:
            return "credentials unfit for a login";
    }
    return "unknown error";
}

[[nodiscard]] inline error_code make_error_code(sasl_errc code) {
    return make_errc(code);
}

}  // namespace mailsonde::wire::sasl

template <>
struct boost::system::is_error_code_enum<mailsonde::wire::sasl::sasl_errc> : std::true_type {};
