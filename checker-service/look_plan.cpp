#include "checker-service/look_plan.hpp"

#include <algorithm>
#include <array>

namespace mailsonde::checker {
namespace {

using namespace std::chrono_literals;

/// Sums of the waits 0.1, 0.2, 0.4, 0.8, 1.5, 3, 5 s.
constexpr std::array<milliseconds, 8> young{0ms, 100ms, 300ms, 700ms, 1500ms, 3s, 6s, 11s};
constexpr milliseconds steady_step = 5s;
constexpr milliseconds steady_until = 61s;  // 11 s and ten steps of 5 s
constexpr milliseconds slow_step = 30s;
constexpr milliseconds late_step = 5min;
constexpr milliseconds sweep_after = 5s;
constexpr milliseconds sweep_step = 10s;
constexpr milliseconds longest_back_off = 60s;
constexpr milliseconds gathering_step = 100ms;

instant ceil_to(instant at, milliseconds step) {
    auto const since = at.time_since_epoch();
    return instant((since + step - 1ms) / step * step);
}

/// The first planned offset that lies behind `passed`.
milliseconds next_offset(milliseconds passed) {
    for (auto const offset : young) {
        if (offset > passed) {
            return offset;
        }
    }
    auto const from = passed < steady_until ? young.back() : steady_until;
    auto const step = passed < steady_until ? steady_step : slow_step;
    return from + ((passed - from) / step + 1) * step;
}

/// What has been judged and found asks for no look.
bool is_over(model::mail_state const& mail) {
    return mail.stage == model::mail_stage::deleting || mail.stage == model::mail_stage::settled;
}

}  // namespace

std::optional<instant> look_due(
    model::mail_state const& mail, std::optional<instant> last_began, instant now
) {
    if (last_began) {
        last_began = std::min(*last_began, now);
    }
    if (is_over(mail)) {
        return std::nullopt;
    }
    auto const first = mail.accepted_at + mail.judging.grace;
    if (mail.stage == model::mail_stage::late_watch) {
        return last_began ? *last_began + late_step : first;
    }
    if (!last_began || *last_began < first) {
        return first;
    }
    auto const next = first + next_offset(*last_began - first);
    auto const deadline = mail.judging.deadline_at;
    return *last_began < deadline ? std::min(next, deadline) : next;
}

instant gathered(instant due, instant accepted_at) {
    return due - accepted_at < 1s ? due : ceil_to(due, gathering_step);
}

bool sweep_due(model::mail_state const& mail, std::optional<instant> last_sweep, instant now) {
    if (is_over(mail) || now < mail.accepted_at + mail.judging.grace) {
        return false;
    }
    if (last_sweep && *last_sweep > now) {
        last_sweep.reset();  // the clock was set back; waiting until then could take hours
    }
    auto const deadline = mail.judging.deadline_at;
    auto const decisive = mail.stage == model::mail_stage::pending && now >= deadline &&
                          (!last_sweep || *last_sweep < deadline);
    // A mail that was just accepted rarely lies in a folder that nobody watches already.
    auto const expected = now >= mail.accepted_at + mail.judging.grace + sweep_after;
    auto const step = mail.stage == model::mail_stage::late_watch ? late_step : sweep_step;
    return decisive || (expected && (!last_sweep || now >= *last_sweep + step));
}

milliseconds look_back_off(int failures) {
    return std::min(milliseconds(1s) * (1 << std::clamp(failures - 1, 0, 6)), longest_back_off);
}

}  // namespace mailsonde::checker
