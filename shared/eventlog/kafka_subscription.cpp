#include "shared/eventlog/kafka_subscription.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

namespace mailsonde::eventlog::kafka {
namespace {

constexpr std::size_t most_topics = 100;

/// Takes big-endian numbers and strings off the front.
class octet_reader {
public:
    explicit octet_reader(std::string_view octets) : rest_(octets) {}

    std::optional<std::int64_t> number(std::size_t width) {
        if (rest_.size() < width) {
            return std::nullopt;
        }
        std::int64_t out = 0;
        for (auto const one : rest_.substr(0, width)) {
            out = out * 256 + static_cast<unsigned char>(one);
        }
        rest_.remove_prefix(width);
        return out;
    }

    std::optional<std::string> text() {
        auto const size = number(2);
        if (!size || rest_.size() < static_cast<std::size_t>(*size)) {
            return std::nullopt;
        }
        auto out = std::string(rest_.substr(0, static_cast<std::size_t>(*size)));
        rest_.remove_prefix(out.size());
        return out;
    }

private:
    std::string_view rest_;
};

}  // namespace

std::vector<std::string> subscribed_topics(std::string_view octets) {
    octet_reader from(octets);
    std::vector<std::string> out;
    auto const version = from.number(2);
    auto const count = version ? from.number(4) : std::nullopt;
    while (count && out.size() < most_topics && std::cmp_less(out.size(), *count)) {
        auto topic = from.text();
        if (!topic) {
            return {};
        }
        out.push_back(*std::move(topic));
    }
    return out;
}

}  // namespace mailsonde::eventlog::kafka
