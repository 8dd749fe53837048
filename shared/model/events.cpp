#include "shared/model/events.hpp"

#include "shared/model/enum_names.hpp"

namespace mailsonde::model {

std::string_view to_text(send_failure value) {
    return name_of(value);
}

std::string_view to_text(gap_reason value) {
    return name_of(value);
}

std::string_view to_text(outcome value) {
    return name_of(value);
}

std::string_view to_text(rule value) {
    return name_of(value);
}

std::string_view to_text(severity value) {
    return name_of(value);
}

std::string_view to_text(alert_phase value) {
    return name_of(value);
}

std::string_view to_text(expected_place value) {
    return name_of(value);
}

std::string_view to_text(delay_basis value) {
    return name_of(value);
}

}  // namespace mailsonde::model
