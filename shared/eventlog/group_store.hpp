#pragma once

#include "shared/eventlog/event_log.hpp"
#include "shared/eventlog/group_protocol.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

namespace mailsonde::eventlog {

/// What a back end does for one member of one group; group_member does the rest.
class group_store {
public:
    group_store() = default;
    group_store(group_store const&) = delete;
    group_store& operator=(group_store const&) = delete;
    virtual ~group_store() = default;

    /// Whether anybody has written anything since the last call; cheap, may err towards true. True
    /// the first time.
    [[nodiscard]] virtual result<bool> changed() = 0;

    [[nodiscard]] virtual result<group_rows> read() = 0;
    /// Changes the group while nobody else can; returns what is stored then.
    [[nodiscard]] virtual result<group_rows> update(std::function<void(group_rows&)> const& change
    ) = 0;

    /// Per partition of the subscribed topic: the offset that the next record will have.
    [[nodiscard]] virtual result<std::vector<offset>> ends() = 0;
    [[nodiscard]] virtual result<std::vector<stored_record>> fetch(
        int partition, offset from, std::size_t limit
    ) = 0;
    [[nodiscard]] virtual result<std::optional<offset>> committed(int partition) = 0;
    [[nodiscard]] virtual commit_result commit(transaction const& work, membership held) = 0;

    /// Called last; gives files and connections back.
    virtual void close() = 0;
};

}  // namespace mailsonde::eventlog
