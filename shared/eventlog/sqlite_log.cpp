#include "shared/eventlog/sqlite_log.hpp"

#include "shared/core/text.hpp"
#include "shared/eventlog/eventlog_errc.hpp"
#include "shared/eventlog/group_member.hpp"
#include "shared/eventlog/sqlite_file.hpp"
#include "shared/eventlog/sqlite_store.hpp"
#include "shared/eventlog/sqlite_tables.hpp"
#include "shared/eventlog/validation.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <span>
#include <thread>
#include <utility>

namespace mailsonde::eventlog {
namespace {

using sqlite::session;
using sqlite::stored_topic;
using sqlite::write_transaction;

constexpr milliseconds tombstone_life = std::chrono::hours(24);
/// Other writers get their turn between two batches of deletions.
constexpr std::size_t deletions_at_once = 500;

class sqlite_log final : public log {
public:
    sqlite_log(sqlite_options options, std::unique_ptr<session> opened)
        : options_(std::move(options)), db_(std::move(opened)) {}

    result<void> ensure_topics(std::vector<topic_options> const& topics) override {
        std::scoped_lock const guard(mutex_);
        auto const lock = write_transaction::begin(*db_->at);
        if (!lock) {
            return lock.error();
        }
        for (auto const& one : topics) {
            if (auto done = ensure(one); !done) {
                return done;
            }
        }
        return (*lock)->commit();
    }

    result<std::unique_ptr<member>> join(group_options const& options, assignment_listener listener)
        override {
        if (auto const valid = check_options(options); !valid) {
            return valid.error();
        }
        auto own = session::open(db_->at->file(), options_.busy_timeout, options_.boot_id);
        if (!own) {
            return own.error();
        }
        auto const topic = find(**own, options.topic, 0);
        if (!topic) {
            return topic.error();
        }
        auto const shared = (*own)->groups.found(options.group, topic->id);
        if (!shared) {
            return shared.error();
        }
        if (*shared != topic->id) {
            return fail(eventlog_errc::group_mismatch, options.group);
        }
        return group_member::enter(
            options,
            std::move(listener),
            topic->options.partitions,
            options_.clock.since_boot,
            std::make_unique<sqlite::member_store>(
                *std::move(own), options_.clock, options.group, *topic
            )
        );
    }

    result<restored> restore(std::string const& topic, int partition, offset from) override {
        std::scoped_lock const guard(mutex_);
        auto const found = find(*db_, topic, partition);
        if (!found) {
            return found.error();
        }
        // One snapshot: nothing can be committed between the end and the records.
        if (auto const begun = db_->at->begin(); !begun) {
            return begun.error();
        }
        auto const end = db_->records.end(found->id, partition);
        auto records = db_->records.range(*found, partition, std::max<offset>(from, 0), -1);
        auto const in_place = db_->at->check_files();
        auto const ended = db_->at->commit();
        if (!end || !records) {
            return !end ? end.error() : records.error();
        }
        if (!in_place || !ended) {
            return !in_place ? in_place.error() : ended.error();
        }
        return restored{.records = *std::move(records), .end = *end};
    }

    result<void> clean_up() override {
        auto const topics = all_topics();
        auto done = topics ? result<void>() : result<void>(topics.error());
        for (auto const& [name, topic] : topics ? *topics : std::map<std::string, stored_topic>()) {
            for (auto partition = 0; done && partition < topic.options.partitions; ++partition) {
                done = clean_up(topic, partition);
            }
        }
        return done;
    }

private:
    static result<stored_topic> find(session& in, std::string const& topic, int partition) {
        if (auto const loaded = in.topics.load(); !loaded) {
            return loaded.error();
        }
        auto const* const found = in.topics.find(topic);
        if (found == nullptr || partition < 0 || partition >= found->options.partitions) {
            return no_such(topic, partition);
        }
        return *found;
    }

    result<std::map<std::string, stored_topic>> all_topics() {
        std::scoped_lock const guard(mutex_);
        auto const loaded = db_->topics.load();
        return loaded ? result<std::map<std::string, stored_topic>>(db_->topics.all())
                      : loaded.error();
    }

    result<void> ensure(topic_options const& wanted) {
        if (auto valid = check_options(wanted); !valid) {
            return valid;
        }
        if (auto loaded = db_->topics.load(); !loaded) {
            return loaded;
        }
        auto const* const existing = db_->topics.find(wanted.name);
        if (existing == nullptr) {
            return db_->topics.create(wanted);
        }
        if (auto fits = check_compatible(existing->options, wanted); !fits) {
            return fits;
        }
        return db_->topics.set_retention(existing->id, wanted.retention);
    }

    result<void> clean_up(stored_topic const& topic, int partition) {
        auto const doomed = doomed_of(topic, partition);
        if (!doomed) {
            return doomed.error();
        }
        return remove_in_steps(*doomed, [&](offset at) {
            return db_->records.remove(topic.id, partition, at);
        });
    }

    result<std::vector<offset>> doomed_of(stored_topic const& topic, int partition) {
        std::scoped_lock const guard(mutex_);
        auto const now = options_.clock.wall();
        auto const keep = topic.options.retention;
        if (topic.options.compacted) {
            return db_->records.superseded(topic.id, partition, now - tombstone_life);
        }
        return keep > milliseconds(0) ? db_->records.outdated(topic.id, partition, now - keep)
                                      : std::vector<offset>();
    }

    /// In ascending order, so that whenever this ends early, no value that a tombstone had
    /// removed outlives it. What was superseded stays so, whatever others commit meanwhile.
    result<void> remove_in_steps(
        std::vector<offset> const& doomed, std::function<result<void>(offset)> const& remove
    ) {
        for (std::size_t first = 0; first < doomed.size(); first += deletions_at_once) {
            auto const began = std::chrono::steady_clock::now();
            auto const last = std::min(doomed.size(), first + deletions_at_once);
            if (auto done = remove_step({&doomed[first], last - first}, remove); !done) {
                return done;
            }
            // Who waits for the lock looks for it now and then only: without a pause as long as the
            // step it might never find it free.
            if (last < doomed.size()) {
                std::this_thread::sleep_for(std::chrono::steady_clock::now() - began);
            }
        }
        return {};
    }

    result<void> remove_step(
        std::span<offset const> doomed, std::function<result<void>(offset)> const& remove
    ) {
        std::scoped_lock const guard(mutex_);
        auto const lock = write_transaction::begin(*db_->at);
        auto done = lock ? result<void>() : result<void>(lock.error());
        for (auto const at : doomed) {
            if (done) {
                done = remove(at);
            }
        }
        return done ? (*lock)->commit() : done;
    }

    sqlite_options options_;
    std::mutex mutex_;  ///< for db_; each member has a connection of its own
    std::unique_ptr<session> db_;
};

}  // namespace

result<std::unique_ptr<log>> open_sqlite_log(
    std::filesystem::path const& path, sqlite_options options
) {
    auto const file = sqlite::prepare_file(path);
    if (!file) {
        return file.error();
    }
    auto opened = session::open(*file, options.busy_timeout, options.boot_id);
    if (!opened) {
        return opened.error();
    }
    if (auto const ready = sqlite::prepare_schema(*(*opened)->at, options.busy_timeout); !ready) {
        return ready.error();
    }
    return std::unique_ptr<log>(std::make_unique<sqlite_log>(std::move(options), *std::move(opened))
    );
}

bool sqlite_log_exists(std::filesystem::path const& path) {
    return sqlite::is_there(path);
}

std::uintmax_t sqlite_log_size(std::filesystem::path const& path) {
    return sqlite::size_on_disk(path);
}

}  // namespace mailsonde::eventlog
