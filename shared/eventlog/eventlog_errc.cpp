#include "shared/eventlog/eventlog_errc.hpp"

namespace mailsonde::eventlog {

std::string_view errc_message(eventlog_errc error) {
    switch (error) {
        case eventlog_errc::busy:
            return "the event log is busy";
        case eventlog_errc::full:
            return "no room left for the event log";
        case eventlog_errc::io_failed:
            return "the event log can't be read or written";
        case eventlog_errc::corrupt:
            return "the event log is damaged";
        case eventlog_errc::foreign_file:
            return "not an event log";
        case eventlog_errc::newer_schema:
            return "the event log was written by a newer version";
        case eventlog_errc::unknown_topic:
            return "no such topic or partition";
        case eventlog_errc::topic_mismatch:
            return "the topic exists with other options";
        case eventlog_errc::topic_settings:
            return "the topic has other settings";
        case eventlog_errc::group_mismatch:
            return "the group belongs to another topic";
        case eventlog_errc::invalid_options:
            return "invalid options";
        case eventlog_errc::closed:
            return "the member has left its group";
        case eventlog_errc::unreachable:
            return "no Kafka broker can be reached";
        case eventlog_errc::denied:
            return "the Kafka brokers refuse access";
        case eventlog_errc::displaced:
            return "pushed out by another process";
    }
    return "unknown error";
}

}  // namespace mailsonde::eventlog
