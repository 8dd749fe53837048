#include "shared/model/state.hpp"

#include "shared/model/enum_names.hpp"
#include "shared/model/event_fields.hpp"
#include "shared/model/json_fields.hpp"

namespace mailsonde::model {

std::string to_json(probe_state const& value) {
    return encode_json(value);
}

std::string to_json(open_send const& value) {
    return encode_json(value);
}

std::string to_json(mail_state const& value) {
    return encode_json(value);
}

std::string to_json(mailbox_marks const& value) {
    return encode_json(value);
}

std::string to_json(login_pause const& value) {
    return encode_json(value);
}

std::string to_json(route_pause const& value) {
    return encode_json(value);
}

std::string to_json(next_position const& value) {
    return encode_json(value);
}

std::string to_json(alert const& value) {
    return encode_json(value);
}

template <class T>
result<T> from_json(std::string_view text) {
    return decode_json<T>(text);
}

template result<probe_state> from_json<probe_state>(std::string_view);
template result<open_send> from_json<open_send>(std::string_view);
template result<mail_state> from_json<mail_state>(std::string_view);
template result<mailbox_marks> from_json<mailbox_marks>(std::string_view);
template result<login_pause> from_json<login_pause>(std::string_view);
template result<route_pause> from_json<route_pause>(std::string_view);
template result<next_position> from_json<next_position>(std::string_view);
template result<alert> from_json<alert>(std::string_view);

}  // namespace mailsonde::model
