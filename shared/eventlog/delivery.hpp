#pragma once

#include "shared/eventlog/event_log.hpp"

#include <cstddef>
#include <functional>
#include <vector>

namespace mailsonde::eventlog {

/// How far a member has read each of its partitions.
class delivery {
public:
    /// The records of a partition from an offset on, ascending, `limit` at most.
    using fetcher = std::function<result<std::vector<stored_record>>(int, offset, std::size_t)>;

    /// Forgets everything before; delivers nothing until start.
    void assign(std::vector<int> const& partitions);
    /// Nothing for a partition that isn't assigned.
    void start(int partition, offset from);
    /// @param ends  per partition of the topic; what lies below has been committed
    void refresh(std::vector<offset> const& ends);
    /// Whether records may be waiting.
    [[nodiscard]] bool more() const;
    /// Offsets between what was taken and the ends, of all started partitions.
    [[nodiscard]] std::int64_t behind() const;
    /// Takes equal shares of all partitions that have something, beginning with another one each
    /// time, so that a busy partition can't starve the others. A failure moves nothing.
    [[nodiscard]] result<std::vector<stored_record>> take(std::size_t limit, fetcher const& fetch);

private:
    struct cursor {
        int partition = 0;
        bool started = false;
        offset next = 0;
        offset end = 0;

        [[nodiscard]] bool waiting() const { return started && next < end; }
    };

    static result<std::size_t> take_share(
        cursor& from, std::size_t share, fetcher const& fetch, std::vector<stored_record>& out
    );

    std::vector<cursor> cursors_;
    std::size_t first_ = 0;
};

}  // namespace mailsonde::eventlog
