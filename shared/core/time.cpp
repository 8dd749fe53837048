#include "shared/core/time.hpp"

#include "shared/core/failpoint.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <utility>

namespace mailsonde {
namespace {

using namespace std::chrono_literals;

struct unit {
    std::string_view name;
    milliseconds size;
};

constexpr std::array<unit, 5> units{{{"d", 24h}, {"h", 1h}, {"m", 1min}, {"s", 1s}, {"ms", 1ms}}};
constexpr milliseconds longest = 24h * 3653;

struct civil_time {
    std::chrono::year_month_day date{};
    std::chrono::weekday weekday{};
    std::chrono::hh_mm_ss<milliseconds> time;
};

civil_time civil(instant at) {
    auto const day = std::chrono::floor<std::chrono::days>(at);
    return {
        std::chrono::year_month_day(day),
        std::chrono::weekday(day),
        std::chrono::hh_mm_ss<milliseconds>(at - day)
    };
}

template <class... Args>
std::string printed(char const* format, Args... args) {
    std::array<char, 64> buffer{};
    auto const size = std::snprintf(buffer.data(), buffer.size(), format, args...);
    return {buffer.data(), static_cast<std::size_t>(size)};
}

/// Writes the lowest `digits` decimal digits of `value`, up to `end`.
void put_number(std::string& text, std::size_t end, std::size_t digits, std::int64_t value) {
    for (; digits > 0; --digits, value /= 10) {
        text[--end] = static_cast<char>('0' + value % 10);
    }
}

/// Reads exactly `digits` decimal digits at `position`; -1 if they are not there.
int number_at(std::string_view text, std::size_t position, std::size_t digits) {
    int value = 0;
    for (auto i = position; i < position + digits; ++i) {
        if (i >= text.size() || text[i] < '0' || text[i] > '9') {
            return -1;
        }
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

}  // namespace

instant wall_now() {
    return std::chrono::floor<milliseconds>(std::chrono::system_clock::now()) + clock_ahead();
}

std::string to_rfc3339(instant at) {
    auto const c = civil(at);
    std::string out = "yyyy-mm-ddThh:mm:ss.mmmZ";
    put_number(out, 7, 2, static_cast<unsigned>(c.date.month()));
    put_number(out, 10, 2, static_cast<unsigned>(c.date.day()));
    put_number(out, 13, 2, c.time.hours().count());
    put_number(out, 16, 2, c.time.minutes().count());
    put_number(out, 19, 2, c.time.seconds().count());
    put_number(out, 23, 3, c.time.subseconds().count());
    auto const year = static_cast<int>(c.date.year());
    if (year >= 0 && year <= 9999) {
        put_number(out, 4, 4, year);
    } else {  // no RFC 3339, but a date
        out.replace(0, 4, printed("%04d", year));
    }
    return out;
}

std::optional<instant> from_rfc3339(std::string_view text) {
    constexpr std::string_view shape = "dddd-dd-ddTdd:dd:dd";
    if (text.size() < shape.size() + 1 || text.back() != 'Z') {
        return std::nullopt;
    }
    for (std::size_t i = 0; i < shape.size(); ++i) {
        if (shape[i] != 'd' && shape[i] != text[i]) {
            return std::nullopt;
        }
    }
    auto const date = std::chrono::year_month_day(
        std::chrono::year(number_at(text, 0, 4)),
        std::chrono::month(static_cast<unsigned>(number_at(text, 5, 2))),
        std::chrono::day(static_cast<unsigned>(number_at(text, 8, 2)))
    );
    auto const hour = number_at(text, 11, 2);
    auto const minute = number_at(text, 14, 2);
    auto const second = number_at(text, 17, 2);
    if (number_at(text, 0, 4) < 0 || !date.ok() || hour < 0 || hour > 23 || minute < 0 ||
        minute > 59 || second < 0 || second > 60) {
        return std::nullopt;
    }
    milliseconds fraction{0};
    if (auto const rest = text.substr(shape.size(), text.size() - shape.size() - 1);
        !rest.empty()) {
        auto const value = number_at(rest, 1, 3);
        if (rest.front() != '.' || rest.size() != 4 || value < 0) {
            return std::nullopt;
        }
        fraction = milliseconds(value);
    }
    auto const at = std::chrono::sys_days(date) + std::chrono::hours(hour) +
                    std::chrono::minutes(minute) + std::chrono::seconds(second) + fraction;
    // A leap second may lead into a year that could not be written again.
    auto const fits = civil(at).date.year() <= std::chrono::year(9999);
    return fits ? std::optional(at) : std::nullopt;
}

std::string to_rfc5322_date(instant at) {
    constexpr std::array<char const*, 7> weekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<char const*, 12> months{
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };
    auto const c = civil(at);
    return printed(
        "%s, %02u %s %04d %02d:%02d:%02d +0000",
        weekdays.at(c.weekday.c_encoding()),
        static_cast<unsigned>(c.date.day()),
        months.at(static_cast<unsigned>(c.date.month()) - 1),
        static_cast<int>(c.date.year()),
        static_cast<int>(c.time.hours().count()),
        static_cast<int>(c.time.minutes().count()),
        static_cast<int>(c.time.seconds().count())
    );
}

std::optional<milliseconds> parse_duration(std::string_view text) {
    milliseconds total{0};
    milliseconds previous = milliseconds::max();
    if (text.empty()) {
        return std::nullopt;
    }
    while (!text.empty()) {
        std::int64_t count = 0;
        auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
        if (error != std::errc{} || text.front() == '-') {
            return std::nullopt;
        }
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        auto const name = text.substr(0, text.find_first_not_of("dhms"));
        unit const* found = nullptr;
        for (auto const& candidate : units) {
            found = candidate.name == name ? &candidate : found;
        }
        if (found == nullptr || found->size >= previous || count > longest / found->size) {
            return std::nullopt;
        }
        total += found->size * count;
        previous = found->size;
        text.remove_prefix(name.size());
    }
    return total > longest ? std::nullopt : std::optional(total);
}

std::string to_text(milliseconds duration) {
    std::string out;
    for (auto const& [name, size] : units) {
        if (auto const count = duration / size; count > 0) {
            out += std::to_string(count) + std::string(name);
            duration -= size * count;
        }
    }
    return out.empty() ? "0s" : out;
}

}  // namespace mailsonde
