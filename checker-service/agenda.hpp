#pragma once

#include "shared/core/time.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace mailsonde::checker {

/// When to attend to what; each name has one appointment at most.
class agenda {
public:
    void set(std::string const& name, instant at) {
        drop(name);
        by_name_[name] = at;
        by_time_.emplace(at, name);
    }

    void drop(std::string const& name) {
        if (auto const known = by_name_.find(name); known != by_name_.end()) {
            by_time_.erase({known->second, name});
            by_name_.erase(known);
        }
    }

    void clear() {
        by_name_.clear();
        by_time_.clear();
    }

    /// Those due, the earliest first; they are off the agenda then.
    [[nodiscard]] std::vector<std::string> take_due(instant now) {
        std::vector<std::string> out;
        while (!by_time_.empty() && by_time_.begin()->first <= now) {
            out.push_back(by_time_.begin()->second);
            drop(out.back());
        }
        return out;
    }

    /// When the first one is due; nullopt if there is none.
    [[nodiscard]] std::optional<instant> next() const {
        return by_time_.empty() ? std::nullopt : std::optional(by_time_.begin()->first);
    }

private:
    std::map<std::string, instant> by_name_;
    std::set<std::pair<instant, std::string>> by_time_;
};

}  // namespace mailsonde::checker
