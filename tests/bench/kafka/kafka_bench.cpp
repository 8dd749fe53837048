// How fast the log on Apache Kafka is, beside what librdkafka does by itself.
//
//     mailsonde_kafka_bench --brokers HOST:PORT,… [--replication 3] [--only commits] [--quick]
//
// Prints JSON. Each measurement is in a process of its own and, on the brokers, in topics of its
// own; ours and the bare ones take turns, since the machine is seldom ours alone.
#include "shared/eventlog/event_records.hpp"
#include "shared/eventlog/sqlite_log.hpp"
#include "tests/bench/kafka/bare_reader.hpp"
#include "tests/bench/kafka/commits.hpp"
#include "tests/bench/kafka/flow.hpp"
#include "tests/bench/kafka/rebalance.hpp"
#include "tests/bench/log/measure.hpp"
#include "tests/bench/log/pending.hpp"
#include "tests/bench/log/restore.hpp"

#include <nlohmann/json.hpp>

#include <librdkafka/rdkafka.h>

#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace mailsonde::bench {
namespace {

using json = nlohmann::ordered_json;

struct bench_options {
    eventlog::kafka_options kafka;
    std::string only;  ///< one measurement, or all
    std::size_t rounds = 3;
    milliseconds duration{5'000};
    std::size_t mails = 100'000;
    std::size_t mails_to_hand_over = 10'000;
    std::size_t mails_in_flow = 100;
    milliseconds session_timeout{10'000};
};

log_opener opener(eventlog::kafka_options kafka, std::string const& replica) {
    kafka.replica = replica;
    return [kafka] { return eventlog::open_kafka_log(kafka).value(); };
}

json to_json(std::vector<commit_figures> const& rounds) {
    auto const of = [&rounds](double commit_figures::* which) {
        std::vector<double> values;
        values.reserve(rounds.size());
        for (auto const& one : rounds) {
            values.push_back(one.*which);
        }
        return median(values);
    };
    return {
        {"results_per_s", rounded(of(&commit_figures::results_per_second), 0.1)},
        {"cpu_ms_per_1000", rounded(of(&commit_figures::cpu_per_thousand), 0.01)},
        {"median_ms", rounded(of(&commit_figures::median_ms), 0.01)},
        {"p99_ms", rounded(of(&commit_figures::p99_ms), 0.01)},
        {"commits", of(&commit_figures::commits)}
    };
}

json measure_commits(bench_options const& options) {
    auto const prefix = std::string("commits");
    static_cast<void>(in_child([&] {
        auto const plan = eventlog::topic_plan(model::topics(prefix));
        opener(options.kafka, "maker")()->ensure_topics(plan).value();
        return figures();
    }));
    auto kafka = options.kafka;
    kafka.replica = "commits";
    json out = json::array();
    for (auto const count : {1U, 500U}) {
        result_load const load{kafka, prefix, count, options.duration};
        std::vector<commit_figures> ours;
        std::vector<commit_figures> bare;
        for (std::size_t round = 0; round < options.rounds; ++round) {
            ours.push_back(log_results(load));
            bare.push_back(bare_results(load));
        }
        out.push_back({{"results", count}, {"log", to_json(ours)}, {"bare", to_json(bare)}});
    }
    return out;
}

json measure_restore(bench_options const& options) {
    auto const& brokers = options.kafka.brokers;
    auto const topic = model::topics("mailsonde").checker_state;
    auto const found = restore_pending(
        opener(options.kafka, "restore"),
        [&] { return read_bare(brokers, topic, model::partition_count); },
        options.mails
    );
    return {
        {"mails", options.mails},
        {"seconds", rounded(found.seconds, 0.01)},
        {"reading_s", rounded(found.reading, 0.01)},
        {"cpu_s", rounded(found.cpu_seconds, 0.01)},
        {"bare_s", rounded(found.bare_seconds, 0.01)},
        {"peak_rss_mib", rounded(found.peak_mib, 0.1)}
    };
}

json measure_rebalance(bench_options const& options) {
    rebalance_load const load{options.kafka, "rebalance", options.session_timeout};
    static_cast<void>(in_child([&] {
        auto const log = opener(options.kafka, "filler")();
        fill_pending(*log, model::topics(load.prefix), options.mails_to_hand_over);
        return figures();
    }));
    json out{
        {"mails", options.mails_to_hand_over},
        {"session_timeout_s", static_cast<double>(options.session_timeout.count()) / 1e3}
    };
    for (auto const how : {ending::killed, ending::leaves}) {
        std::vector<double> seconds;
        std::vector<double> reading;
        for (std::size_t round = 0; round < options.rounds; ++round) {
            auto const found = rebalance(load, how);
            seconds.push_back(found.seconds);
            reading.push_back(found.reading);
        }
        out[how == ending::killed ? "killed" : "leaves"] = {
            {"seconds", rounded(median(seconds), 0.01)},
            {"reading_s", rounded(median(reading), 0.01)}
        };
    }
    return out;
}

json measure_flow(bench_options const& options) {
    bench_folder const folder("/var/tmp");
    log_opener const file = [&] { return eventlog::open_sqlite_log(folder.path()).value(); };
    auto const mails = options.mails_in_flow;
    auto const embedded = sent_to_result(file, file, "flow", mails);
    auto const kafka = sent_to_result(
        opener(options.kafka, "sender"), opener(options.kafka, "checker"), "flow", mails
    );
    auto const told = [](flow_figures const& found) {
        return json{
            {"median_ms", rounded(found.median_ms, 0.1)}, {"p95_ms", rounded(found.p95_ms, 0.1)}
        };
    };
    return {
        {"mails", mails},
        {"embedded", told(embedded)},
        {"kafka", told(kafka)},
        {"added_ms", rounded(kafka.median_ms - embedded.median_ms, 0.1)}
    };
}

bench_options options_of(std::vector<std::string> const& words) {
    bench_options out;
    out.kafka.security.tls = false;
    out.kafka.replication = 1;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] == "--quick") {
            out.rounds = 1;
            out.duration = milliseconds(500);
            out.mails = 20'000;
            out.mails_to_hand_over = 2'000;
            out.mails_in_flow = 10;
            out.session_timeout = milliseconds(3'000);
        } else if (words[i] == "--only" && i + 1 < words.size()) {
            out.only = words[++i];
        } else if (words[i] == "--brokers" && i + 1 < words.size()) {
            out.kafka.brokers = words[++i];
        } else if (words[i] == "--replication" && i + 1 < words.size()) {
            out.kafka.replication = std::stoi(words[++i]);
        } else {
            throw std::invalid_argument(
                "usage: mailsonde_kafka_bench --brokers HOST:PORT,… [--replication N] "
                "[--only commits|restore|rebalance|flow] [--quick]"
            );
        }
    }
    out.kafka.min_in_sync = out.kafka.replication > 1 ? 2 : 1;
    return out;
}

int run(std::vector<std::string> const& words) {
    auto const options = options_of(words);
    json out{{"librdkafka", rd_kafka_version_str()}, {"replication", options.kafka.replication}};
    std::pair<char const*, json (*)(bench_options const&)> const all[] = {
        {"commits", measure_commits},
        {"restore", measure_restore},
        {"rebalance", measure_rebalance},
        {"flow", measure_flow}
    };
    for (auto const& [name, measure] : all) {
        if (options.only.empty() || options.only == name) {
            out[name] = measure(options);
        }
    }
    std::cout << out.dump(2) << '\n';
    return 0;
}

}  // namespace
}  // namespace mailsonde::bench

int main(int count, char** arguments) {
    try {
        return mailsonde::bench::run({arguments + 1, arguments + count});
    } catch (std::exception const& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}
