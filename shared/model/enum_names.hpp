#pragma once

// Included by this library's .cpp files only, beside json_fields.hpp.

#include "shared/model/events.hpp"
#include "shared/model/json_fields.hpp"
#include "shared/model/state.hpp"

#include <array>
#include <string_view>
#include <utility>

namespace mailsonde::model {

template <class Enum, std::size_t Size>
using name_table = std::array<std::pair<Enum, std::string_view>, Size>;

template <>
struct enum_names<send_failure> {
    static constexpr name_table<send_failure, 6> table{
        {{send_failure::temporary, "temporary"},
         {send_failure::permanent, "permanent"},
         {send_failure::connection, "connection"},
         {send_failure::tls, "tls"},
         {send_failure::authentication, "authentication"},
         {send_failure::internal, "internal"}}
    };
};

template <>
struct enum_names<expected_place> {
    static constexpr name_table<expected_place, 4> table{
        {{expected_place::inbox, "inbox"},
         {expected_place::junk, "junk"},
         {expected_place::folder, "folder"},
         {expected_place::nothing, "nothing"}}
    };
};

template <>
struct enum_names<gap_reason> {
    static constexpr name_table<gap_reason, 2> table{
        {{gap_reason::not_running, "not_running"}, {gap_reason::backlog, "backlog"}}
    };
};

template <>
struct enum_names<outcome> {
    static constexpr name_table<outcome, 5> table{
        {{outcome::delivered, "delivered"},
         {outcome::junk, "junk"},
         {outcome::misplaced, "misplaced"},
         {outcome::missing, "missing"},
         {outcome::undetermined, "undetermined"}}
    };
};

template <>
struct enum_names<delay_basis> {
    static constexpr name_table<delay_basis, 2> table{
        {{delay_basis::sighting, "sighting"}, {delay_basis::server_date, "server_date"}}
    };
};

template <>
struct enum_names<rule> {
    static constexpr name_table<rule, 5> table{
        {{rule::delay, "delay"},
         {rule::missing, "missing"},
         {rule::refused, "refused"},
         {rule::misplaced, "misplaced"},
         {rule::access, "access"}}
    };
};

template <>
struct enum_names<severity> {
    static constexpr name_table<severity, 2> table{
        {{severity::warning, "warning"}, {severity::critical, "critical"}}
    };
};

template <>
struct enum_names<alert_phase> {
    static constexpr name_table<alert_phase, 3> table{
        {{alert_phase::opened, "opened"},
         {alert_phase::updated, "updated"},
         {alert_phase::closed, "closed"}}
    };
};

template <>
struct enum_names<mail_stage> {
    static constexpr name_table<mail_stage, 4> table{
        {{mail_stage::pending, "pending"},
         {mail_stage::deleting, "deleting"},
         {mail_stage::late_watch, "late_watch"},
         {mail_stage::settled, "settled"}}
    };
};

}  // namespace mailsonde::model
