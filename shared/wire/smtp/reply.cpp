#include "shared/wire/smtp/reply.hpp"

#include "shared/core/text.hpp"

#include <array>
#include <string_view>

namespace mailsonde::wire::smtp {
namespace {

constexpr std::size_t longest_queue_id = 64;

bool is_id_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '-' || c == '_' || c == '.' || c == '@';
}

std::string_view id_at(std::string_view text) {
    std::size_t size = 0;
    while (size < text.size() && is_id_character(text[size])) {
        ++size;
    }
    auto id = text.substr(0, size);
    while (id.ends_with('.')) {
        id.remove_suffix(1);
    }
    return id;
}

}  // namespace

std::string reply::text() const {
    std::string joined;
    for (auto const& line : lines) {
        joined += joined.empty() ? line : " " + line;
    }
    return sanitised(joined);
}

std::string reply::summary() const {
    return std::to_string(code) + (enhanced.empty() ? "" : " " + enhanced) + " " + text();
}

std::string queue_id_of(reply const& accepted) {
    // What stands before the id: Postfix "Ok: queued as X", Exim "OK id=X", Exchange
    // "<id> [InternalId=N, Hostname=H] Queued mail for delivery", Sendmail "X Message accepted for
    // delivery", OpenSMTPD "X Message accepted", Gmail "OK <time> X - gsmtp".
    constexpr std::array<std::string_view, 5> before{
        "queued as ", "id=", "InternalId=", "Queued with id ", "queued with ID "
    };
    for (auto const& line : accepted.lines) {
        for (auto const marker : before) {
            auto const at = line.find(marker);
            // "id=" must not match the end of another word.
            auto const whole_word = at == 0 || (at != std::string::npos && !is_id_character(line[at - 1]));
            if (at != std::string::npos && whole_word) {
                return std::string(id_at(std::string_view(line).substr(at + marker.size())).substr(0, longest_queue_id));
            }
        }
        if (auto const at = line.find(" Message accepted"); at != std::string::npos) {
            return std::string(id_at(line).substr(0, longest_queue_id));
        }
        if (auto const at = line.find(" - gsmtp"); at != std::string::npos) {
            auto const head = std::string_view(line).substr(0, at);
            return std::string(id_at(head.substr(head.rfind(' ') + 1)).substr(0, longest_queue_id));
        }
    }
    return {};
}

}  // namespace mailsonde::wire::smtp
