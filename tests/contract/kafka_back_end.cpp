#include "shared/eventlog/eventlog_errc.hpp"
#include "shared/eventlog/kafka_member.hpp"
#include "tests/contract/back_end_kinds.hpp"
#include "tests/contract/kafka_cluster.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <set>
#include <stdexcept>
#include <utility>

namespace mailsonde::eventlog::contract {
namespace {

using namespace std::chrono_literals;
using steady = std::chrono::steady_clock;

/// Longer than it takes until the members of a group were asked to join anew, and did.
constexpr auto long_enough_to_be_kept_waiting = 4s;

/// The names of a test, and those that they have in the cluster.
class names {
public:
    [[nodiscard]] std::string outer(std::string const& inner) const {
        return inner.empty() ? inner : prefix_ + inner;
    }

    [[nodiscard]] std::string inner(std::string const& outer) const {
        return outer.substr(prefix_.size());
    }

    [[nodiscard]] stored_record inner(stored_record of) const {
        of.data.topic = inner(of.data.topic);
        return of;
    }

    [[nodiscard]] transaction outer(transaction of) const {
        for (auto& one : of.appends) {
            one.topic = outer(one.topic);
        }
        for (auto& one : of.advances) {
            one.topic = outer(one.topic);
        }
        return of;
    }

private:
    std::string prefix_ = fresh_prefix();
};

/// Polls until what the cluster has for it has come, as if it came at once.
class patient_member final : public member {
public:
    patient_member(
        kafka_options options,
        group_options group,
        assignment_listener listener,
        names const& known_as,
        cluster_view& cluster,
        trouble const& today
    )
        : names_(known_as),
          group_(std::move(group)),
          listener_(std::move(listener)),
          cluster_(cluster),
          today_(today),
          log_(open_kafka_log(std::move(options)).value()) {
        group_.group = names_.outer(group_.group);
        group_.topic = names_.outer(group_.topic);
    }

    result<void> join() {
        auto made = log_->join(
            group_,
            {[this](assignment const& given) { assigned(given); },
             [this](std::vector<int> const& partitions) { revoked(partitions); }}
        );
        if (!made) {
            return made.error();
        }
        real_ = *std::move(made);
        return {};
    }

    result<std::vector<stored_record>> poll(std::size_t limit) override {
        auto const until = steady::now() + patience;
        std::optional<steady::time_point> waiting_since;
        while (steady::now() < until) {
            // Without a limit nothing is delivered, but everything is received.
            if (auto const got = real_->poll(0);
                !got && got.error().code == eventlog_errc::closed) {
                return got.error();
            }
            auto const state = cluster_.group(group_.group).state;
            if (token_ && state == "Stable" && has_received_all() &&
                real_->commit({}, *token_).outcome == commit_outcome::ok) {
                return delivered(limit);
            }
            if (token_ || state != "PreparingRebalance") {
                waiting_since.reset();
            } else if (!waiting_since) {
                waiting_since = steady::now();
            } else if (steady::now() > *waiting_since + long_enough_to_be_kept_waiting) {
                return std::vector<stored_record>{};  // others have not let go
            }
        }
        throw std::runtime_error("the cluster did not settle");
    }

    void start(int partition, offset from) override {
        if (std::ranges::find(own_, partition) != own_.end()) {
            started_.insert(partition);
        }
        real_->start(partition, from);
    }

    std::int64_t behind() const override { return real_->behind(); }

    result<std::optional<offset>> committed(int partition) override {
        return real_->committed(partition);
    }

    commit_result commit(transaction const& work, token const& token) override {
        auto done = real_->commit(names_.outer(work), token);
        if (today_ == trouble::unknown && done.outcome == commit_outcome::ok) {
            return {commit_outcome::unknown, "the test lost the answer"};
        }
        return done;
    }

    void close() override { real_->close(); }

private:
    void assigned(assignment const& given) {
        token_ = given.token;
        own_ = given.partitions;
        if (listener_.assigned) {
            listener_.assigned(given);
        }
    }

    void revoked(std::vector<int> const& partitions) {
        if (listener_.revoked) {
            listener_.revoked(partitions);
        }
        token_.reset();
        own_.clear();
        started_.clear();
    }

    bool has_received_all() {
        auto const& real = dynamic_cast<kafka::kafka_member const&>(*real_);
        return std::ranges::all_of(started_, [&](int partition) {
            return real.reached(partition) >= cluster_.end_of(group_.topic, partition);
        });
    }

    std::vector<stored_record> delivered(std::size_t limit) {
        auto out = real_->poll(limit).value();
        for (auto& one : out) {
            one = names_.inner(std::move(one));
        }
        return out;
    }

    names const& names_;
    group_options group_;
    assignment_listener listener_;
    cluster_view& cluster_;
    trouble const& today_;
    std::unique_ptr<eventlog::log> log_;
    std::optional<token> token_;
    std::vector<int> own_;
    std::set<int> started_;
    std::unique_ptr<member> real_;
};

class kafka_test_log final : public log {
public:
    kafka_test_log(
        std::string name,
        names const& known_as,
        cluster_view& cluster,
        std::set<std::string>& groups,
        trouble const& today
    )
        : name_(std::move(name)),
          names_(known_as),
          cluster_(cluster),
          groups_(groups),
          today_(today),
          real_(open_kafka_log(options_of(names_.outer(name_))).value()) {}

    result<void> ensure_topics(std::vector<topic_options> const& topics) override {
        auto outer = topics;
        for (auto& one : outer) {
            one.name = names_.outer(one.name);
        }
        return real_->ensure_topics(outer);
    }

    result<std::unique_ptr<member>> join(group_options const& options, assignment_listener listener)
        override {
        auto made = std::make_unique<patient_member>(
            options_of(names_.outer(name_ + std::to_string(++members_))),
            options,
            std::move(listener),
            names_,
            cluster_,
            today_
        );
        if (auto const done = made->join(); !done) {
            return done.error();
        }
        groups_.insert(names_.outer(options.group));
        return std::unique_ptr<member>(std::move(made));
    }

    result<restored> restore(std::string const& topic, int partition, offset from) override {
        auto const until = steady::now() + patience;
        while (true) {
            auto got = real_->restore(names_.outer(topic), partition, from);
            if (!got && got.error().code == eventlog_errc::busy && steady::now() < until) {
                continue;
            }
            if (got) {
                for (auto& one : got->records) {
                    one = names_.inner(std::move(one));
                }
            }
            return got;
        }
    }

    result<void> clean_up() override { return real_->clean_up(); }

private:
    std::string name_;
    names const& names_;
    cluster_view& cluster_;
    std::set<std::string>& groups_;
    trouble const& today_;
    std::unique_ptr<eventlog::log> real_;
    int members_ = 0;
};

/// What anybody may do to a topic.
class rights {
public:
    void forbid_writing(std::string const& topic) {
        // Where there is a rule, what none allows is forbidden, too.
        binding const all(
            make(topic, RD_KAFKA_ACL_OPERATION_ALL, RD_KAFKA_ACL_PERMISSION_TYPE_ALLOW)
        );
        binding const write(
            make(topic, RD_KAFKA_ACL_OPERATION_WRITE, RD_KAFKA_ACL_PERMISSION_TYPE_DENY)
        );
        std::array both{all.get(), write.get()};
        ask([&](rd_kafka_queue_t* answers) {
            rd_kafka_CreateAcls(client_->get(), both.data(), both.size(), nullptr, answers);
        });
    }

    void restore(std::string const& topic) {
        std::array<char, 200> why{};
        binding const any(rd_kafka_AclBindingFilter_new(
            RD_KAFKA_RESOURCE_TOPIC,
            topic.c_str(),
            RD_KAFKA_RESOURCE_PATTERN_LITERAL,
            nullptr,
            nullptr,
            RD_KAFKA_ACL_OPERATION_ANY,
            RD_KAFKA_ACL_PERMISSION_TYPE_ANY,
            why.data(),
            why.size()
        ));
        auto* wanted = any.get();
        ask([&](rd_kafka_queue_t* answers) {
            rd_kafka_DeleteAcls(client_->get(), &wanted, 1, nullptr, answers);
        });
    }

private:
    using binding = kafka::handle<rd_kafka_AclBinding_t, rd_kafka_AclBinding_destroy>;

    static rd_kafka_AclBinding_t* make(
        std::string const& topic,
        rd_kafka_AclOperation_t what,
        rd_kafka_AclPermissionType_t permission
    ) {
        std::array<char, 200> why{};
        return rd_kafka_AclBinding_new(
            RD_KAFKA_RESOURCE_TOPIC,
            topic.c_str(),
            RD_KAFKA_RESOURCE_PATTERN_LITERAL,
            "User:*",
            "*",
            what,
            permission,
            why.data(),
            why.size()
        );
    }

    template <class Request>
    void ask(Request request) {
        if (!client_) {
            client_ =
                kafka::client::make(RD_KAFKA_PRODUCER, options_of("administrator"), {}).value();
        }
        kafka::queue_handle const answers(rd_kafka_queue_new(client_->get()));
        request(answers.get());
        kafka::event_handle const answer(rd_kafka_queue_poll(answers.get(), 30'000));
        if (!answer || rd_kafka_event_error(answer.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) {
            throw std::runtime_error("the rights of a topic can't be changed");
        }
    }

    std::unique_ptr<kafka::client> client_;
};

class kafka_back_end final : public back_end {
public:
    kafka_back_end()
        : log_("one", names_, cluster_, groups_, today_),
          elsewhere_("two", names_, cluster_, groups_, today_) {}

    eventlog::log& log() override { return log_; }

    eventlog::log& elsewhere() override { return elsewhere_; }

    std::unique_ptr<open_transaction> begin(std::vector<record> appends) override {
        for (auto& one : appends) {
            one.topic = names_.outer(one.topic);
        }
        return begin_on_kafka(names_.outer("somebody else"), appends, std::chrono::minutes(1));
    }

    void set(trouble what) override {
        today_ = what;
        // The brokers let nobody write then, and show what is there.
        for (auto const* const topic : {"mail", "state", "result"}) {
            if (what == trouble::aborted) {
                rights_.forbid_writing(names_.outer(topic));
            } else {
                rights_.restore(names_.outer(topic));
            }
        }
    }

    void let_leases_run_out() override {
        auto const until = steady::now() + patience;
        for (auto const& one : groups_) {
            while (cluster_.group(one).members > 0) {
                if (steady::now() > until) {
                    throw std::runtime_error("a member that doesn't poll is still there");
                }
            }
        }
    }

    std::string cluster_name(std::string const& topic) const override {
        return names_.outer(topic);
    }

    instant wall_now() const override { return mailsonde::wall_now(); }

private:
    names names_;
    cluster_view cluster_;
    std::set<std::string> groups_;
    rights rights_;
    trouble today_ = trouble::none;
    kafka_test_log log_;
    kafka_test_log elsewhere_;
};

}  // namespace

std::unique_ptr<back_end> make_kafka_back_end() {
    return std::make_unique<kafka_back_end>();
}

}  // namespace mailsonde::eventlog::contract
