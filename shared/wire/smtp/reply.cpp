#include "shared/wire/smtp/reply.hpp"

#include "shared/core/text.hpp"

namespace mailsonde::wire::smtp {

std::string enhanced_code::text() const {
    return std::to_string(class_) + "." + std::to_string(subject) + "." + std::to_string(detail);
}

std::string reply::text() const {
    std::string joined;
    for (auto const& line : lines) {
        joined += joined.empty() ? line : " " + line;
    }
    return sanitised(trimmed(joined));
}

std::string reply::summary() const {
    auto const words = text();
    return std::to_string(code) + (enhanced ? " " + enhanced->text() : "") +
           (words.empty() ? "" : " " + words);
}

}  // namespace mailsonde::wire::smtp
