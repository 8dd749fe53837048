#pragma once

#include "shared/core/errc.hpp"

#include <cstdint>

namespace mailsonde::model {

enum class model_errc : std::uint8_t {
    malformed_json = 1,  ///< not JSON, a field missing or of the wrong type: the record is skipped
    unknown_event,       ///< an event type of a later version: ignored
    malformed_event,     ///< CloudEvents attributes missing
};

[[nodiscard]] constexpr char const* errc_category_name(model_errc /*tag*/) {
    return "mailsonde.model";
}

[[nodiscard]] constexpr std::string_view errc_message(model_errc code) {
    switch (code) {
        case model_errc::malformed_json:
            return "malformed JSON";
        case model_errc::unknown_event:
            return "unknown event type";
        case model_errc::malformed_event:
            return "malformed CloudEvent";
    }
    return "unknown error";
}

[[nodiscard]] inline error_code make_error_code(model_errc code) {
    return make_errc(code);
}

}  // namespace mailsonde::model

template <>
struct boost::system::is_error_code_enum<mailsonde::model::model_errc> : std::true_type {};
