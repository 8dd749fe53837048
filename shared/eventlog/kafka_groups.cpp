#include "shared/eventlog/kafka_admin.hpp"
#include "shared/eventlog/kafka_subscription.hpp"

// What the cluster says about a group. By rd_kafka_list_groups, and not by the requests that came
// after it: 2.0.2 crashes now and then in ListConsumerGroupOffsets for a group without positions.
namespace mailsonde::eventlog::kafka {
namespace {

constexpr int patience_ms = 10'000;

}  // namespace

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
