#include "shared/eventlog/eventlog_errc.hpp"
#include "shared/eventlog/sqlite_file.hpp"
#include "shared/eventlog/sqlite_tables.hpp"

namespace mailsonde::eventlog::sqlite {

topic_table::topic_table(connection& at)
    : select_(at, "SELECT id, name, partitions, compacted, retention_ms FROM topic"),
      insert_(
          at,
          "INSERT INTO topic(name, partitions, compacted, retention_ms) VALUES(?, ?, ?, ?)"
          " RETURNING id"
      ),
      insert_partition_(at, "INSERT INTO topic_partition VALUES(?, ?, 0)"),
      update_retention_(at, "UPDATE topic SET retention_ms = ? WHERE id = ?") {}

result<void> topic_table::load() {
    reset_guard const guard(select_);
    std::map<std::string, stored_topic> found;
    auto const bound = select_.bind();
    auto row = bound ? select_.step() : result<bool>(bound.error());
    for (; row && *row; row = select_.step()) {
        auto name = select_.octets(1).value_or("");
        found[name] = {
            .id = select_.number(0),
            .options =
                {.name = name,
                 .partitions = static_cast<int>(select_.number(2)),
                 .compacted = select_.number(3) != 0,
                 .retention = milliseconds(select_.number(4))}
        };
    }
    if (!row) {
        return row.error();
    }
    topics_ = std::move(found);
    return {};
}

stored_topic const* topic_table::find(std::string const& name) const {
    auto const found = topics_.find(name);
    return found == topics_.end() ? nullptr : &found->second;
}

result<void> topic_table::create(topic_options const& options) {
    std::int64_t id = 0;
    {
        reset_guard const guard(insert_);
        auto const bound = insert_.bind(
            options.name, options.partitions, options.compacted ? 1 : 0, options.retention.count()
        );
        auto row = bound ? insert_.step() : result<bool>(bound.error());
        if (row && *row) {
            id = insert_.number(0);
            row = insert_.step();  // to its end, otherwise the reset undoes it
        }
        if (!row) {
            return row.error();
        }
    }
    for (auto partition = 0; partition < options.partitions; ++partition) {
        if (auto done = insert_partition_.run(id, partition); !done) {
            return done;
        }
    }
    return {};
}

result<void> topic_table::set_retention(std::int64_t topic, milliseconds retention) {
    return update_retention_.run(retention.count(), topic);
}

session::session(std::unique_ptr<connection> opened, std::string boot_id)
    : at(std::move(opened)), topics(*at), records(*at), groups(*at, std::move(boot_id)) {}

result<std::unique_ptr<session>> session::open(
    std::filesystem::path const& file, milliseconds busy_timeout, std::string boot_id
) {
    auto opened = connect(file, busy_timeout);
    if (!opened) {
        return opened.error();
    }
    return std::make_unique<session>(*std::move(opened), std::move(boot_id));
}

}  // namespace mailsonde::eventlog::sqlite
