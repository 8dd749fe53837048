#include "sender-service/schedule.hpp"

#include "shared/core/crypto.hpp"

#include <algorithm>

namespace mailsonde::sender {
namespace {

using namespace std::chrono_literals;

constexpr milliseconds longest_start_window = 60s;
/// How far a clock is set back in daily life. Slots further in the future were made under a clock
/// that was ahead; to wait until it comes there again could take days, and nobody would watch the
/// mail.
constexpr milliseconds believable_step = 1h;

milliseconds phase_of(std::string_view probe, milliseconds every) {
    std::uint64_t hash = 0;
    for (auto const c : sha256(probe).substr(0, 8)) {
        hash = (hash << 8U) | static_cast<unsigned char>(c);
    }
    return milliseconds(static_cast<std::int64_t>(hash % static_cast<std::uint64_t>(every.count()))
    );
}

}  // namespace

instant newest_slot(std::string_view probe, milliseconds every, instant now) {
    auto const phase = phase_of(probe, every);
    auto const since = now.time_since_epoch() - phase;
    return instant(phase + since / every * every);
}

instant next_slot(std::string_view probe, milliseconds every, instant now) {
    return newest_slot(probe, every, now) + every;
}

slot_decision decide_slot(
    std::string_view probe, milliseconds every, std::optional<instant> last_slot, instant now
) {
    auto const newest = newest_slot(probe, every, now);
    if (!last_slot || *last_slot > newest + std::max(every, believable_step)) {
        return {newest, std::nullopt};
    }
    if (newest <= *last_slot) {
        return {};
    }
    auto const in_time = now < newest + std::min(every / 2, longest_start_window);
    auto const last_missed = in_time ? newest - every : newest;
    slot_decision decision;
    if (in_time) {
        decision.send = newest;
    }
    // A changed interval moves the grid, so the first missed slot is found from the newest one.
    if (auto const missed = (last_missed - *last_slot + every - milliseconds(1)) / every;
        missed > 0) {
        decision.gap = slot_gap{last_missed - (missed - 1) * every, last_missed, missed};
    }
    return decision;
}

}  // namespace mailsonde::sender
