#include "shared/eventlog/kafka_admin.hpp"

#include <cstdint>
#include <optional>

// What the cluster says about a group. By rd_kafka_list_groups: 2.0.2 crashes now and then in the
// requests that came after it (DescribeConsumerGroups, ListConsumerGroupOffsets).
namespace mailsonde::eventlog::kafka {
namespace {

constexpr int patience_ms = 10'000;
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
    while (count && out.size() < most_topics && static_cast<std::int64_t>(out.size()) < *count) {
        auto topic = from.text();
        if (!topic) {
            return {};
        }
        out.push_back(*std::move(topic));
    }
    return out;
}

result<group_facts> admin::find_group(std::string const& name) {
    if (auto const done = connect(); !done) {
        return done.error();
    }
    rd_kafka_group_list const* found = nullptr;
    auto const code = rd_kafka_list_groups(client_->get(), name.c_str(), &found, patience_ms);
    groups_handle const owned(found);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return no_answer(code, name + ": " + rd_kafka_err2str(code));
    }
    group_facts out;
    for (auto i = 0; i < owned->group_cnt; ++i) {
        auto const& group = owned->groups[i];
        if (name != group.group) {
            continue;
        }
        out.state = group.state == nullptr ? "" : group.state;
        out.members = static_cast<std::size_t>(group.member_cnt);
        for (auto j = 0; j < group.member_cnt; ++j) {
            auto const& member = group.members[j];
            auto const size = static_cast<std::size_t>(member.member_metadata_size);
            auto const* const data = static_cast<char const*>(member.member_metadata);
            for (auto& topic : subscribed_topics({data, data == nullptr ? 0 : size})) {
                out.topics.insert(std::move(topic));
            }
        }
    }
    return out;
}

}  // namespace mailsonde::eventlog::kafka
