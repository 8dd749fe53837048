#include "tests/bench/kafka/flow.hpp"

#include "shared/core/inbox.hpp"
#include "shared/eventlog/event_records.hpp"
#include "shared/model/token.hpp"
#include "tests/bench/log/checker.hpp"
#include "tests/bench/log/child.hpp"
#include "tests/bench/log/measure.hpp"
#include "tests/unit/checker-service/looks.hpp"

#include <chrono>
#include <map>
#include <mutex>
#include <stdexcept>

namespace mailsonde::bench {
namespace {

using namespace std::chrono_literals;

constexpr auto patience = 60s;
constexpr auto warm_up = 5U;

/// So that mails meet the checker's pauses of 100 ms at all their points.
milliseconds pause_before(std::size_t number) {
    return 100ms + milliseconds(number * 37 % 100);
}

std::string mailbox_number(std::size_t number) {
    return "customer-" + std::to_string(number);
}

/// One mailbox per mail, on a server of its own: no look has to wait for another.
config::config config_for(std::string const& prefix, std::size_t mails) {
    auto out = bench_config(prefix);
    out.signing = {{"k1", secret(std::string(32, 'x'))}};
    out.probes["inbound"].name = "inbound";
    for (std::size_t i = 0; i < mails; ++i) {
        auto const name = mailbox_number(i);
        auto& made = out.mailboxes[name];
        made.name = name;
        made.address = name + "@example.org";
        made.imap.host = name + ".example.org";
        out.probes["inbound"].to.push_back(name);
    }
    return out;
}

model::mail_sent sent_to(std::string const& mailbox, config::config const& config) {
    model::mail_sent out;
    auto const now = wall_now();
    out.mail = {model::make_mail_id("inbound", now, mailbox), "inbound", mailbox, now};
    out.recipient = mailbox + "@example.org";
    auto const nonce = model::token_nonce(out.mail.mail_id);
    out.token =
        model::mint(config.signing, {config.instance, mailbox, out.recipient}, now, nonce).text();
    out.route = "relay";
    out.message_id = out.token + "@probe.example";
    out.accepted_at = now;
    out.judging.deadline_at = now + 10min;
    out.judging.undetermined_at = now + 25min;
    out.judging.warn = 1min;
    out.judging.crit = 5min;
    out.judging.labels = {{"customer", mailbox}};
    return out;
}

/// Have each mail from the beginning, and answer at once.
class prompt_mailboxes final : public checker::mailbox_port {
public:
    using task = std::function<void(checker::checker_core&)>;

    /// @param post  runs what it is given on the checker's thread
    explicit prompt_mailboxes(std::function<void(task)> post) : post_(std::move(post)) {}

    void put(model::mail_sent const& mail) {
        std::scoped_lock const lock(mutex_);
        headers_[mail.mail.mailbox] = checker::looks::header_of(mail);
    }

    void look(std::string const& mailbox, checker::epoch when, clients::look_request const&)
        override {
        std::scoped_lock const lock(mutex_);
        std::vector<clients::found_mail> mails;
        if (auto const found = headers_.extract(mailbox); !found.empty()) {
            mails.push_back(checker::looks::found(found.mapped(), wall_now()));
            seen_ = true;
        }
        post_([mailbox, when, report = checker::looks::saw(mails, wall_now())](auto& core) {
            core.looked(mailbox, when, report);
        });
    }

    void
    remove(std::string const& mailbox, checker::epoch when, std::vector<clients::removal> const& which, wire::imap::header_check const&)
        override {
        post_([mailbox, when, outcomes = checker::looks::expunged(which)](auto& core) {
            core.removed(mailbox, when, outcomes);
        });
    }

    void close(std::string const&) override {}

    /// Whether one was shown since this was last asked. On the checker's thread.
    [[nodiscard]] bool take_seen() { return std::exchange(seen_, false); }

private:
    std::function<void(task)> post_;
    std::mutex mutex_;
    std::map<std::string, std::string> headers_;
    bool seen_ = false;
};

class flow {
public:
    flow(
        log_opener const& sender,
        log_opener const& checker,
        std::shared_ptr<config::config const> config
    )
        : config_(std::move(config)),
          topics_(config_->topic_prefix),
          senders_log_(sender()),
          checkers_log_(checker()),
          mailboxes_([this](prompt_mailboxes::task const& what) {
              checker_.runner().post([this, what] { what(checker_.core()); });
          }),
          checker_(*checkers_log_, mailboxes_, setup()),
          sender_(*senders_log_, {config_->topic_prefix + "-sender", topics_.mail}) {
        checker_.start();
        static_cast<void>(next_end("the start of the checker"));
    }

    ~flow() { checker_.stop(); }

    /// Milliseconds.
    double run(std::string const& mailbox) {
        auto const mail = sent_to(mailbox, *config_);
        mailboxes_.put(mail);
        auto const begin = steady::now();
        sender_.commit({{eventlog::to_record(mail, {topics_, config_->instance, "sender"})}, {}});
        return std::chrono::duration<double, std::milli>(next_end("a result") - begin).count();
    }

    void rest(milliseconds time) {
        if (!ends_.take(time).empty()) {
            throw std::runtime_error("a result too many");
        }
    }

private:
    checker_setup setup() {
        checker_setup out;
        out.config = config_;
        out.observer.committed = [this](eventlog::commit_result const& done, milliseconds) {
            if (done.outcome != eventlog::commit_outcome::ok) {
                throw std::runtime_error("commit: " + done.detail);
            }
            // What a look brought is committed in the turn after it.
            if (mailboxes_.take_seen()) {
                ends_.push(steady::now());
            }
        };
        out.turned = [this](eventlog::turn_report const& report) {
            if (report.settled && !started_) {
                started_ = true;
                ends_.push(steady::now());
            }
        };
        return out;
    }

    steady::time_point next_end(std::string const& what) {
        auto const found = ends_.take(patience);
        return found.size() == 1 ? found.front() : throw std::runtime_error("no " + what);
    }

    std::shared_ptr<config::config const> config_;
    model::topics topics_;
    std::unique_ptr<eventlog::log> senders_log_;
    std::unique_ptr<eventlog::log> checkers_log_;
    inbox<steady::time_point> ends_;
    bool started_ = false;
    prompt_mailboxes mailboxes_;
    bench_checker checker_;
    participant sender_;
};

}  // namespace

flow_figures sent_to_result(
    log_opener const& sender,
    log_opener const& checker,
    std::string const& prefix,
    std::size_t mails
) {
    auto const found = in_child([&] {
        auto const config =
            std::make_shared<config::config const>(config_for(prefix, mails + warm_up));
        sender()->ensure_topics(eventlog::topic_plan(model::topics(prefix))).value();
        flow way(sender, checker, config);
        std::vector<double> times;
        for (std::size_t i = 0; i < mails + warm_up; ++i) {
            way.rest(pause_before(i));
            auto const took = way.run(mailbox_number(i));
            if (i >= warm_up) {
                times.push_back(took);
            }
        }
        return figures{median(times), at_share(times, 0.95)};
    });
    return {found.at(0), found.at(1)};
}

}  // namespace mailsonde::bench
