#include "shared/wire/smtp/reply.hpp"

#include "shared/core/text.hpp"

namespace mailsonde::wire::smtp {

std::string reply::text() const {
    std::string joined;
    for (auto const& line : lines) {
        joined += joined.empty() ? line : " " + line;
    }
    return sanitised(trimmed(joined));
}

std::string reply::summary() const {
    auto const words = text();
    return std::to_string(code) + (enhanced.empty() ? "" : " " + enhanced) +
           (words.empty() ? "" : " " + words);
}

}  // namespace mailsonde::wire::smtp
