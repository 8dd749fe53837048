#include "shared/wire/imap/fetch_plan.hpp"

#include "shared/wire/imap/limits.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace mailsonde::wire::imap {
namespace {

constexpr auto largest_uid = std::numeric_limits<std::uint32_t>::max();

std::uint32_t plus(std::uint32_t uid, std::uint32_t more) {
    return uid > largest_uid - more ? largest_uid : uid + more;
}

}  // namespace

fetch_plan::fetch_plan(std::uint32_t first, std::optional<std::uint32_t> expected)
    : first_(std::max(first, 1U)),
      cursor_(first_),
      expected_(expected),
      width_(limits::uids_per_fetch) {}

std::string fetch_plan::next_range() {
    auto const next = uid_next_ ? uid_next_ : expected_;
    auto const little = next && *next <= plus(cursor_, width_);
    if (!narrow_ && (open_ || little)) {
        end_.reset();
        return std::to_string(cursor_) + ":*";
    }
    end_ = plus(cursor_, width_ - 1);
    return std::to_string(cursor_) + ":" + std::to_string(*end_);
}

void fetch_plan::uid_next_is(std::uint32_t uid_next) {
    uid_next_ = std::max(uid_next_.value_or(0), uid_next);
}

void fetch_plan::saw(std::uint32_t uid) {
    after_seen_ = std::max(after_seen_, plus(uid, 1));
}

fetch_plan::verdict fetch_plan::completed(bool cut_short, bool grew) {
    ++fetches_;
    if (!end_) {
        return completed_open(cut_short, grew);
    }
    if (cut_short) {
        width_ = std::max(1U, width_ / 2);
        return fetches_ < limits::fetches_per_folder ? verdict::again : verdict::more;
    }
    auto const start = std::exchange(cursor_, plus(*end_, 1));
    if (!uid_next_ && cursor_ < largest_uid) {
        return verdict::newest;
    }
    auto const next = go_on();
    if (next == verdict::finished && grew && !std::exchange(repeated_, true)) {
        cursor_ = start;
        open_ = true;
        return verdict::again;
    }
    return next;
}

fetch_plan::verdict fetch_plan::completed_open(bool cut_short, bool grew) {
    if (cut_short) {
        narrow_ = true;
        uid_next_is(after_seen_);
        return verdict::again;
    }
    return grew && !std::exchange(repeated_, true) ? verdict::again : verdict::finished;
}

fetch_plan::verdict fetch_plan::go_on() {
    if (uid_next_.value_or(0) <= cursor_) {
        return verdict::finished;
    }
    return fetches_ < limits::fetches_per_folder ? verdict::again : verdict::more;
}

fetch_plan::verdict fetch_plan::newest_is(std::optional<std::uint32_t> uid) {
    uid_next_is(uid ? plus(*uid, 1) : 1);
    return go_on();
}

std::uint32_t fetch_plan::watermark(verdict last) const {
    // The end of the last range may lie far beyond the newest mail: it is no watermark.
    return last == verdict::more ? cursor_ : std::max({first_, uid_next_.value_or(0), after_seen_});
}

}  // namespace mailsonde::wire::imap
