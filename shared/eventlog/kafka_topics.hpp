#pragma once

#include "shared/eventlog/kafka_admin.hpp"

#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace mailsonde::eventlog::kafka {

/// The topics that this process has to do with; asks the cluster once for each. From any thread.
class topic_directory {
public:
    explicit topic_directory(kafka_options options)
        : replication_(options.replication), admin_(std::move(options)) {}

    /// @errors unknown_topic; those of admin
    [[nodiscard]] result<topic_options> find(std::string const& name);

    /// See log::ensure_topics.
    [[nodiscard]] result<void> ensure(std::vector<topic_options> const& wanted);

    /// @errors group_mismatch
    [[nodiscard]] result<void> check_group(group_options const& group);

private:
    int const replication_;
    std::mutex mutex_;
    admin admin_;
    std::map<std::string, topic_options> known_;
};

}  // namespace mailsonde::eventlog::kafka
