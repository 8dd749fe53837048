#pragma once

#include "shared/core/errc.hpp"

#include <cstdint>
#include <string_view>

namespace mailsonde::eventlog {

enum class eventlog_errc : std::uint8_t {
    busy = 1,         ///< somebody else wrote for longer than the busy timeout; try again
    full,             ///< no room left to write; try again once there is
    io_failed,        ///< the system refused to read, write or create a file
    corrupt,          ///< the stored data contradicts itself
    foreign_file,     ///< the file isn't an event log
    newer_schema,     ///< a newer Mailsonde wrote the file
    unknown_topic,    ///< no such topic, or it has no such partition
    topic_mismatch,   ///< the topic exists with other partitions or clean-up
    topic_settings,   ///< the topic exists with other settings, which can be changed
    group_mismatch,   ///< the group exists and shares the partitions of another topic
    invalid_options,  ///< an empty name, a count or a duration out of range
    closed,           ///< the member has left
    unreachable,      ///< no broker answers; try again
    denied,           ///< the brokers refuse us: certificate, password or rights
    displaced,        ///< another process has this replica's name: this one should end
};

[[nodiscard]] std::string_view errc_message(eventlog_errc error);

[[nodiscard]] inline char const* errc_category_name(eventlog_errc /*any*/) {
    return "mailsonde.eventlog";
}

[[nodiscard]] inline error_code make_error_code(eventlog_errc error) {
    return make_errc(error);
}

}  // namespace mailsonde::eventlog

template <>
struct boost::system::is_error_code_enum<mailsonde::eventlog::eventlog_errc> : std::true_type {};
