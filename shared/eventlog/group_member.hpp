#pragma once

#include "shared/eventlog/delivery.hpp"
#include "shared/eventlog/event_log.hpp"
#include "shared/eventlog/group_protocol.hpp"
#include "shared/eventlog/group_store.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace mailsonde::eventlog {

/// The member of both back ends: follows the group, calls the listener, delivers records.
class group_member final : public member {
public:
    /// Enters the group at once; the first assignment comes with a later poll.
    static result<std::unique_ptr<member>> enter(
        group_options const& options,
        assignment_listener listener,
        int partitions,
        std::function<milliseconds()> since_boot,
        std::unique_ptr<group_store> store
    );

    group_member(group_member const&) = delete;
    group_member& operator=(group_member const&) = delete;
    ~group_member() override;

    [[nodiscard]] result<std::vector<stored_record>> poll(std::size_t limit) override;
    void start(int partition, offset from) override;

    [[nodiscard]] std::int64_t behind() const override { return delivery_.behind(); }

    [[nodiscard]] result<std::optional<offset>> committed(int partition) override;
    [[nodiscard]] commit_result commit(transaction const& work, token const& token) override;
    void close() override;

private:
    struct holding {
        std::int64_t generation = 0;
        eventlog::assignment assignment;
    };

    group_member(
        group_options options,
        assignment_listener listener,
        int partitions,
        std::function<milliseconds()> since_boot,
        std::unique_ptr<group_store> store
    );

    result<void> enter_group();
    result<group_rows> look_at_group(milliseconds now);
    result<void> follow_group(milliseconds now);
    result<group_rows> acknowledge_generation();
    void take_over(group_rows const& rows);
    void let_go();
    void leave_group();

    group_options options_;
    assignment_listener listener_;
    int partitions_;
    std::function<milliseconds()> since_boot_;
    std::unique_ptr<group_store> store_;
    std::int64_t id_ = 0;
    std::optional<holding> held_;
    delivery delivery_;
    milliseconds check_at_{0};
    bool stale_ = true;  ///< something was written that wasn't looked at yet
    bool releasing_ = false;
    bool closed_ = false;
};

}  // namespace mailsonde::eventlog
