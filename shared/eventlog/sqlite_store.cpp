#include "shared/eventlog/sqlite_store.hpp"

#include "shared/core/failpoint.hpp"
#include "shared/eventlog/validation.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

namespace mailsonde::eventlog::sqlite {

member_store::member_store(
    std::unique_ptr<session> opened, log_clock clock, std::string group, stored_topic topic
)
    : db_(std::move(opened)),
      data_version_(*db_->at, "PRAGMA data_version"),
      clock_(std::move(clock)),
      group_(std::move(group)),
      topic_(std::move(topic)) {}

result<bool> member_store::changed() {
    reset_guard const guard(data_version_);
    auto const bound = data_version_.bind();
    auto const row = bound ? data_version_.step() : result<bool>(bound.error());
    if (!row) {
        return row.error();
    }
    if (auto const in_place = db_->at->check_files(); !in_place) {
        return in_place.error();
    }
    auto const before = std::exchange(seen_version_, data_version_.number(0));
    return std::exchange(wrote_, false) || before != seen_version_;
}

result<group_rows> member_store::read() {
    // One snapshot for both tables.
    if (auto const begun = db_->at->begin(); !begun) {
        return begun.error();
    }
    auto rows = db_->groups.load(group_);
    auto const ended = db_->at->commit();
    return ended || !rows ? std::move(rows) : ended.error();
}

result<group_rows> member_store::update(std::function<void(group_rows&)> const& change) {
    auto const lock = write_transaction::begin(*db_->at);
    auto rows = lock ? db_->groups.load(group_) : result<group_rows>(lock.error());
    if (!rows) {
        return rows;
    }
    auto changed = *rows;
    change(changed);
    if (changed == *rows) {
        return rows;
    }
    auto saved = db_->groups.save(group_, changed);
    if (saved) {
        saved = (*lock)->commit();
    }
    wrote_ = true;
    return saved ? result<group_rows>(std::move(changed)) : saved.error();
}

result<std::vector<offset>> member_store::ends() {
    return db_->records.ends(topic_.id);
}

result<std::vector<stored_record>> member_store::fetch(
    int partition, offset from, std::size_t limit
) {
    auto const most = static_cast<std::size_t>(std::numeric_limits<std::int64_t>::max());
    return db_->records.range(
        topic_, partition, from, static_cast<std::int64_t>(std::min(limit, most))
    );
}

result<std::optional<offset>> member_store::committed(int partition) {
    return db_->groups.position(group_, topic_.id, partition);
}

result<void> member_store::know_topics_of(transaction const& work) {
    auto const& topics = db_->topics;
    auto const unknown = [&topics](auto const& one) { return topics.find(one.topic) == nullptr; };
    // Topics neither change nor go away, so a topic that is known needs no second look.
    if (std::ranges::any_of(work.appends, unknown) || std::ranges::any_of(work.advances, unknown)) {
        return db_->topics.load();
    }
    return {};
}

result<std::string> member_store::why_refused(transaction const& work) {
    if (auto const known = know_topics_of(work); !known) {
        return known.error();
    }
    return why_malformed(work, [this](std::string const& name) {
        auto const* const found = db_->topics.find(name);
        return found == nullptr ? nullptr : &found->options;
    });
}

result<void> member_store::write(transaction const& work) {
    std::map<std::pair<std::int64_t, int>, offset> ends;
    auto const now = clock_.wall();
    for (auto const& one : work.appends) {
        auto const topic = db_->topics.find(one.topic)->id;
        auto const [end, first] = ends.try_emplace({topic, one.partition}, 0);
        if (first) {
            auto const stored = db_->records.end(topic, one.partition);
            if (!stored) {
                return stored.error();
            }
            end->second = *stored;
        }
        if (auto done = db_->records.insert(topic, end->second++, now, one); !done) {
            return done;
        }
    }
    for (auto const& [partition, end] : ends) {
        // A gap after each transaction, as Apache Kafka's markers leave one.
        auto done = db_->records.set_end(partition.first, partition.second, end + 1);
        if (!done) {
            return done;
        }
    }
    for (auto const& one : work.advances) {
        auto const topic = db_->topics.find(one.topic)->id;
        auto done = db_->groups.set_position(group_, topic, one.partition, one.next);
        if (!done) {
            return done;
        }
    }
    return {};
}

commit_result member_store::commit(transaction const& work, membership held) {
    auto const lock = write_transaction::begin(*db_->at);
    if (!lock) {
        return {.outcome = commit_outcome::aborted, .detail = lock.error().text()};
    }
    auto const row = db_->groups.member(group_, held.member);
    if (!row) {
        return {.outcome = commit_outcome::aborted, .detail = row.error().text()};
    }
    // Nobody can be assigned anything until the lock is given back, so the clock counts now.
    if (!may_commit(*row, held, clock_.since_boot()) && !is_broken("ignore_fence")) {
        return {
            .outcome = commit_outcome::fenced, .detail = "the member was removed from its group"
        };
    }
    auto const refused = why_refused(work);
    if (!refused) {
        return {.outcome = commit_outcome::aborted, .detail = refused.error().text()};
    }
    if (!refused->empty()) {
        return {.outcome = commit_outcome::aborted, .detail = *refused};
    }
    if (auto const written = write(work); !written) {
        return {.outcome = commit_outcome::aborted, .detail = written.error().text()};
    }
    wrote_ = true;
    failpoint(group_, "R8.within_commit");
    if (auto const done = (*lock)->commit(); !done) {
        auto const undone = (*lock)->surely_undone();
        return {
            .outcome = undone ? commit_outcome::aborted : commit_outcome::unknown,
            .detail = done.error().text()
        };
    }
    return {.outcome = commit_outcome::ok, .detail = {}};
}

void member_store::close() {
    data_version_ = statement(*db_->at, "");  // finalised before its connection goes
    db_.reset();
}

}  // namespace mailsonde::eventlog::sqlite
