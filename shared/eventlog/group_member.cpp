#include "shared/eventlog/group_member.hpp"

#include "shared/eventlog/eventlog_errc.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace mailsonde::eventlog {

result<std::unique_ptr<member>> group_member::enter(
    group_options const& options,
    assignment_listener listener,
    int partitions,
    std::function<milliseconds()> since_boot,
    std::unique_ptr<group_store> store
) {
    std::unique_ptr<group_member> made(new group_member(
        options, std::move(listener), partitions, std::move(since_boot), std::move(store)
    ));
    auto const entered = made->enter_group();
    if (!entered) {
        return entered.error();
    }
    return std::unique_ptr<member>(std::move(made));
}

group_member::group_member(
    group_options options,
    assignment_listener listener,
    int partitions,
    std::function<milliseconds()> since_boot,
    std::unique_ptr<group_store> store
)
    : options_(std::move(options)),
      listener_(std::move(listener)),
      partitions_(partitions),
      since_boot_(std::move(since_boot)),
      store_(std::move(store)) {}

group_member::~group_member() {
    leave_group();
}

result<void> group_member::enter_group() {
    auto const now = since_boot_();
    std::int64_t id = 0;
    auto const rows = store_->update([&](group_rows& group) {
        expire(group, now);
        id = eventlog::enter(group, now + options_.session_timeout);
    });
    if (!rows) {
        return rows.error();
    }
    id_ = id;
    return {};
}

result<group_rows> group_member::look_at_group(milliseconds now) {
    auto rows = store_->read();
    if (!rows || now < next_check(*rows, id_, options_.session_timeout)) {
        return rows;
    }
    // Its own lease wants renewing, or somebody's ran out; its own may have, too.
    return store_->update([&](group_rows& group) {
        expire(group, now);
        auto const self = find_member(group, id_);
        if (self && now >= renewal_time(self->lease_until, options_.session_timeout)) {
            renew(group, id_, now + options_.session_timeout);
        }
    });
}

result<group_rows> group_member::acknowledge_generation() {
    auto const now = since_boot_();
    return store_->update([&](group_rows& group) {
        expire(group, now);
        acknowledge(group, id_);
    });
}

result<void> group_member::follow_group(milliseconds now) {
    auto rows = look_at_group(now);
    while (rows && !closed_) {
        auto const held = held_ ? std::optional(held_->generation) : std::nullopt;
        switch (next_step(*rows, id_, held)) {
            case group_step::rejoin: {
                let_go();
                auto const entered = closed_ ? result<void>() : enter_group();
                rows = entered ? store_->read() : result<group_rows>(entered.error());
                break;
            }
            case group_step::acknowledge:
                // Only what the listener has let go of may be acknowledged.
                let_go();
                rows = closed_ ? std::move(rows) : acknowledge_generation();
                break;
            case group_step::assign:
                take_over(*rows);
                break;
            case group_step::none:
                check_at_ = next_check(*rows, id_, options_.session_timeout);
                return {};
        }
    }
    return rows ? result<void>() : result<void>(rows.error());
}

void group_member::take_over(group_rows const& rows) {
    auto const generation = rows.generation;
    token proof{options_.group + "/" + std::to_string(generation) + "/" + std::to_string(id_)};
    auto share = share_of(rows, id_, partitions_);
    held_ = holding{
        .generation = generation,
        .assignment = {.partitions = std::move(share), .token = std::move(proof)}
    };
    delivery_.assign(held_->assignment.partitions);
    if (listener_.assigned) {
        auto const given = held_->assignment;  // close() from within must not pull it away
        listener_.assigned(given);
    }
}

void group_member::let_go() {
    if (!held_ || releasing_) {
        return;
    }
    releasing_ = true;
    delivery_.assign({});
    if (listener_.revoked) {
        auto const partitions = held_->assignment.partitions;
        listener_.revoked(partitions);
    }
    held_.reset();
    releasing_ = false;
}

result<std::vector<stored_record>> group_member::poll(std::size_t limit) {
    if (closed_) {
        return fail(eventlog_errc::closed, options_.group);
    }
    auto const changed = store_->changed();
    if (!changed) {
        return changed.error();
    }
    stale_ = stale_ || *changed;
    auto const now = since_boot_();
    if (stale_ || now >= check_at_) {
        auto const followed = follow_group(now);
        if (!followed) {
            stale_ = true;
            return followed.error();
        }
    }
    if (closed_) {
        return fail(eventlog_errc::closed, options_.group);
    }
    if (stale_) {
        auto const ends = store_->ends();
        if (!ends) {
            return ends.error();
        }
        delivery_.refresh(*ends);
        stale_ = false;
    }
    if (!delivery_.more()) {
        return std::vector<stored_record>();
    }
    return delivery_.take(limit, [this](int partition, offset from, std::size_t most) {
        return store_->fetch(partition, from, most);
    });
}

void group_member::start(int partition, offset from) {
    delivery_.start(partition, from);
    stale_ = true;
}

result<std::optional<offset>> group_member::committed(int partition) {
    if (closed_) {
        return fail(eventlog_errc::closed, options_.group);
    }
    if (partition < 0 || partition >= partitions_) {
        return fail(eventlog_errc::unknown_topic, options_.topic + "/" + std::to_string(partition));
    }
    return store_->committed(partition);
}

commit_result group_member::commit(transaction const& work, token const& token) {
    if (closed_ || !held_ || token != held_->assignment.token) {
        return {
            .outcome = commit_outcome::fenced,
            .detail = "the token isn't that of the current assignment"
        };
    }
    auto done = store_->commit(work, {.member = id_, .generation = held_->generation});
    if (done.outcome == commit_outcome::ok || done.outcome == commit_outcome::fenced) {
        stale_ = true;
    }
    return done;
}

void group_member::close() {
    leave_group();
}

void group_member::leave_group() {
    if (closed_) {
        return;
    }
    let_go();
    if (closed_) {
        return;  // the listener called close
    }
    closed_ = true;
    if (id_ != 0) {
        auto const now = since_boot_();
        // If it can't be written down, the lease runs out: the same, later.
        static_cast<void>(store_->update([&](group_rows& group) {
            expire(group, now);
            leave(group, id_);
        }));
    }
    store_->close();
}

}  // namespace mailsonde::eventlog
