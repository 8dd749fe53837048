#pragma once

#include "shared/eventlog/group_store.hpp"
#include "shared/eventlog/log_clock.hpp"
#include "shared/eventlog/sqlite_tables.hpp"

#include <memory>
#include <string>

namespace mailsonde::eventlog::sqlite {

/// What one member reads and writes, over a connection of its own.
class member_store final : public group_store {
public:
    member_store(
        std::unique_ptr<session> opened, log_clock clock, std::string group, stored_topic topic
    );

    [[nodiscard]] result<bool> changed() override;
    [[nodiscard]] result<group_rows> read() override;
    [[nodiscard]] result<group_rows> update(std::function<void(group_rows&)> const& change
    ) override;
    [[nodiscard]] result<std::vector<offset>> ends() override;
    [[nodiscard]] result<std::vector<stored_record>> fetch(
        int partition, offset from, std::size_t limit
    ) override;
    [[nodiscard]] result<std::optional<offset>> committed(int partition) override;
    [[nodiscard]] commit_result commit(transaction const& work, membership held) override;
    void close() override;

private:
    result<void> know_topics_of(transaction const& work);
    result<std::string> why_refused(transaction const& work);
    result<void> write(transaction const& work);

    std::unique_ptr<session> db_;
    statement data_version_;
    log_clock clock_;
    std::string group_;
    stored_topic topic_;
    std::int64_t seen_version_ = -1;
    bool wrote_ = true;  ///< data_version doesn't tell of one's own writes
};

}  // namespace mailsonde::eventlog::sqlite
