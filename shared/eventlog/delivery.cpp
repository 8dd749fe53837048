#include "shared/eventlog/delivery.hpp"

#include <algorithm>
#include <iterator>

namespace mailsonde::eventlog {

void delivery::assign(std::vector<int> const& partitions) {
    cursors_.clear();
    first_ = 0;
    for (auto const partition : partitions) {
        cursors_.push_back({.partition = partition});
    }
}

void delivery::start(int partition, offset from) {
    for (auto& one : cursors_) {
        if (one.partition == partition) {
            one.started = true;
            one.next = std::max<offset>(from, 0);
        }
    }
}

void delivery::refresh(std::vector<offset> const& ends) {
    for (auto& one : cursors_) {
        one.end = ends.at(static_cast<std::size_t>(one.partition));
    }
}

bool delivery::more() const {
    return std::ranges::any_of(cursors_, [](auto const& one) { return one.waiting(); });
}

std::int64_t delivery::behind() const {
    std::int64_t out = 0;
    for (auto const& one : cursors_) {
        out += one.waiting() ? one.end - one.next : 0;
    }
    return out;
}

result<std::size_t> delivery::take_share(
    cursor& from, std::size_t share, fetcher const& fetch, std::vector<stored_record>& out
) {
    auto got = fetch(from.partition, from.next, share);
    if (!got) {
        return got.error();
    }
    if (!got->empty()) {
        from.next = got->back().offset + 1;
    }
    if (got->size() < share) {
        // Nothing but a gap is left below the end.
        from.next = std::max(from.next, from.end);
    }
    std::move(got->begin(), got->end(), std::back_inserter(out));
    return got->size();
}

result<std::vector<stored_record>> delivery::take(std::size_t limit, fetcher const& fetch) {
    auto cursors = cursors_;
    std::vector<stored_record> out;
    auto left = limit;
    while (left > 0) {
        auto const waiting = static_cast<std::size_t>(std::count_if(
            cursors.begin(), cursors.end(), [](auto const& one) { return one.waiting(); }
        ));
        if (waiting == 0) {
            break;
        }
        auto const share = std::max<std::size_t>(1, left / waiting);
        for (std::size_t i = 0; i < cursors.size() && left > 0; ++i) {
            auto& one = cursors[(first_ + i) % cursors.size()];
            if (!one.waiting()) {
                continue;
            }
            auto const taken = take_share(one, std::min(share, left), fetch, out);
            if (!taken) {
                return taken.error();
            }
            left -= *taken;
        }
    }
    cursors_ = std::move(cursors);
    ++first_;
    return out;
}

}  // namespace mailsonde::eventlog
