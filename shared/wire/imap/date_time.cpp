#include "shared/wire/imap/date_time.hpp"

#include "shared/core/text.hpp"
#include "shared/wire/imap/value.hpp"

#include <algorithm>
#include <array>

namespace mailsonde::wire::imap {
namespace {

constexpr std::array<std::string_view, 12> months{
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
};

/// Takes the text before `delimiter` off, as a number; nullopt if it is none or over `most`.
std::optional<int> take_number(std::string_view& text, char delimiter, unsigned most) {
    auto const end = std::min(text.find(delimiter), text.size());
    auto const number = to_number(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    return number && *number <= most ? std::optional(static_cast<int>(*number)) : std::nullopt;
}

std::optional<unsigned> take_month(std::string_view& text) {
    auto const name = text.substr(0, text.find('-'));
    text.remove_prefix(std::min(name.size() + 1, text.size()));
    auto const* const found = std::find_if(months.begin(), months.end(), [&](auto month) {
        return equals_ignoring_case(month, name);
    });
    if (found == months.end()) {
        return std::nullopt;
    }
    return static_cast<unsigned>(found - months.begin()) + 1;
}

/// "+0130" as the minutes that local time is ahead of UTC.
std::optional<std::chrono::minutes> parse_zone(std::string_view zone) {
    if (zone.size() != 5 || (zone[0] != '+' && zone[0] != '-')) {
        return std::nullopt;
    }
    auto const digits = to_number(zone.substr(1));
    if (!digits || *digits % 100 > 59) {
        return std::nullopt;
    }
    auto const ahead = std::chrono::minutes(*digits / 100 * 60 + *digits % 100);
    return zone[0] == '-' ? -ahead : ahead;
}

}  // namespace

std::optional<instant> parse_date_time(std::string_view text) {
    text = trimmed(text);
    auto const day = take_number(text, '-', 31);
    auto const month = take_month(text);
    auto const year = take_number(text, ' ', 9999);
    auto const hour = take_number(text, ':', 23);
    auto const minute = take_number(text, ':', 59);
    auto const second = take_number(text, ' ', 60);  // a leap second
    auto const zone = parse_zone(trimmed(text));
    if (!day || !month || !year || !hour || !minute || !second || !zone) {
        return std::nullopt;
    }
    auto const date = std::chrono::year(*year) / static_cast<int>(*month) / *day;
    if (!date.ok()) {
        return std::nullopt;
    }
    auto const at = instant(std::chrono::sys_days(date)) + std::chrono::hours(*hour) +
                    std::chrono::minutes(*minute) + std::chrono::seconds(*second) - *zone;
    // A zone may lead out of the years that RFC 3339, and so an event, can carry.
    auto const lands_in =
        std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(at)).year();
    auto const fits = lands_in >= std::chrono::year(0) && lands_in <= std::chrono::year(9999);
    return fits ? std::optional(at) : std::nullopt;
}

std::string to_search_date(instant at) {
    std::chrono::year_month_day const date(std::chrono::floor<std::chrono::days>(at));
    return std::to_string(static_cast<unsigned>(date.day())) + "-" +
           std::string(months.at(static_cast<unsigned>(date.month()) - 1)) + "-" +
           std::to_string(static_cast<int>(date.year()));
}

}  // namespace mailsonde::wire::imap
