#include "shared/eventlog/group_protocol.hpp"

#include <algorithm>

namespace mailsonde::eventlog {
namespace {

auto with_id(std::int64_t id) {
    return [id](group_member_row const& row) { return row.id == id; };
}

group_member_row* find_row(group_rows& rows, std::int64_t id) {
    auto const found = std::ranges::find_if(rows.members, with_id(id));
    return found == rows.members.end() ? nullptr : &*found;
}

}  // namespace

void expire(group_rows& rows, milliseconds now) {
    auto const gone = std::erase_if(rows.members, [now](group_member_row const& row) {
        return row.lease_until <= now;
    });
    if (gone > 0) {
        ++rows.generation;
    }
}

std::int64_t enter(group_rows& rows, milliseconds lease_until) {
    auto const id = rows.next_member++;
    rows.members.push_back({id, 0, lease_until});
    ++rows.generation;
    return id;
}

void leave(group_rows& rows, std::int64_t id) {
    if (std::erase_if(rows.members, with_id(id)) > 0) {
        ++rows.generation;
    }
}

void renew(group_rows& rows, std::int64_t id, milliseconds lease_until) {
    if (auto* const row = find_row(rows, id)) {
        row->lease_until = lease_until;
    }
}

void acknowledge(group_rows& rows, std::int64_t id) {
    if (auto* const row = find_row(rows, id)) {
        row->acknowledged = rows.generation;
    }
}

std::optional<group_member_row> find_member(group_rows const& rows, std::int64_t id) {
    auto const found = std::ranges::find_if(rows.members, with_id(id));
    return found == rows.members.end() ? std::nullopt : std::optional(*found);
}

bool settled(group_rows const& rows) {
    return std::ranges::all_of(rows.members, [&rows](auto const& row) {
        return row.acknowledged == rows.generation;
    });
}

std::vector<int> share_of(group_rows const& rows, std::int64_t id, int partitions) {
    auto const found = std::ranges::find_if(rows.members, with_id(id));
    if (found == rows.members.end()) {
        return {};
    }
    auto const index = static_cast<int>(found - rows.members.begin());
    auto const count = static_cast<int>(rows.members.size());
    auto const least = partitions / count;
    auto const with_more = partitions % count;
    auto const first = (index * least) + std::min(index, with_more);
    auto const size = least + (index < with_more ? 1 : 0);
    std::vector<int> share;
    for (auto partition = first; partition < first + size; ++partition) {
        share.push_back(partition);
    }
    return share;
}

group_step next_step(group_rows const& rows, std::int64_t id, std::optional<std::int64_t> held) {
    auto const self = find_member(rows, id);
    if (!self) {
        return group_step::rejoin;
    }
    if (self->acknowledged != rows.generation) {
        return group_step::acknowledge;
    }
    return settled(rows) && held != rows.generation ? group_step::assign : group_step::none;
}

bool may_commit(std::optional<group_member_row> const& row, membership held, milliseconds now) {
    return row && row->id == held.member && row->acknowledged == held.generation &&
           now < row->lease_until;
}

milliseconds renewal_time(milliseconds lease_until, milliseconds session_timeout) {
    return lease_until - (session_timeout - session_timeout / 3);
}

milliseconds next_check(group_rows const& rows, std::int64_t id, milliseconds session_timeout) {
    auto earliest = milliseconds::max();
    for (auto const& row : rows.members) {
        auto const due =
            row.id == id ? renewal_time(row.lease_until, session_timeout) : row.lease_until;
        earliest = std::min(earliest, due);
    }
    return earliest;
}

}  // namespace mailsonde::eventlog
