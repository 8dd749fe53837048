#include "shared/eventlog/kafka_topics.hpp"

#include "shared/eventlog/eventlog_errc.hpp"
#include "shared/eventlog/validation.hpp"

namespace mailsonde::eventlog::kafka {

result<topic_options> topic_directory::find(std::string const& name) {
    std::scoped_lock const lock(mutex_);
    if (auto const known = known_.find(name); known != known_.end()) {
        return known->second;
    }
    auto found = admin_.wait_for_topic(name);
    if (!found) {
        return found.error();
    }
    auto const& there = *found;
    if (!there) {
        return no_such(name, 0);
    }
    return known_.emplace(name, options_of(*there)).first->second;
}

result<void> topic_directory::ensure(std::vector<topic_options> const& wanted) {
    for (auto const& one : wanted) {
        if (auto const valid = check_options(one); !valid) {
            return valid.error();
        }
    }
    std::scoped_lock const lock(mutex_);
    std::map<std::string, topic_options> agreed;
    std::vector<topic_options> missing;
    std::map<std::string, topic_config> changed;
    result<void> replicas;  // that are too few are told when all else is done
    for (auto const& one : wanted) {
        auto found = admin_.find_topic(one.name);
        if (!found) {
            return found.error();
        }
        auto const& there = *found;
        auto const [before, first] = agreed.try_emplace(one.name, there ? options_of(*there) : one);
        if (auto const fits = check_compatible(before->second, one); !fits) {
            return fits.error();
        }
        if (!there && first) {
            missing.push_back(one);
        } else if (there) {
            if (replicas) {
                replicas = check_replicas(*there, replication_);
            }
            if (auto mend = config_to_mend(*there, one); !mend.empty()) {
                changed[one.name] = std::move(mend);
            }
        }
    }
    if (!missing.empty()) {
        if (auto const done = admin_.create_topics(missing); !done) {
            return done.error();
        }
    }
    for (auto const& [name, values] : changed) {
        if (auto const done = admin_.change(name, values); !done) {
            return done.error();
        }
    }
    for (auto const& one : wanted) {
        known_[one.name] = one;
    }
    return replicas;
}

result<void> topic_directory::check_group(group_options const& group) {
    std::scoped_lock const lock(mutex_);
    auto const found = admin_.find_group(group.group);
    if (!found) {
        return found.error();
    }
    for (auto const& one : found->topics) {
        if (one != group.topic) {
            return fail(eventlog_errc::group_mismatch, group.group + " shares " + one);
        }
    }
    return {};
}

}  // namespace mailsonde::eventlog::kafka
