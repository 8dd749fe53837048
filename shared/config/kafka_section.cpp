#include "shared/config/kafka_section.hpp"

#include "shared/config/endpoint.hpp"
#include "shared/config/kafka_sasl_section.hpp"
#include "shared/config/scalars.hpp"
#include "shared/config/secrets.hpp"
#include "shared/config/syntax.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <utility>

namespace mailsonde::config {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t max_brokers = 16;
constexpr int most_replicas = 9;  // of a partition

constexpr string_rule broker_rule{
    is_broker, "a broker", "write HOST:PORT or \"[IPv6]:PORT\", e.g. kafka-1.example.org:9093"
};
constexpr string_rule replica_rule{
    is_replica_name, "a name for a replica", "1 to 64 letters, digits, '.', '_' and '-'"
};

void read_brokers(object_reader const& reader, kafka_options& out) {
    auto const* const value = reader.find("brokers");
    if (value == nullptr) {
        return;
    }
    auto& load = reader.load();
    auto const where = reader.where("brokers");
    auto const items = read_list(load, *value, where);
    if (value->is == yaml_node::shape::list && (items.empty() || items.size() > max_brokers)) {
        load.report(
            value->at,
            where + ": holds " + std::to_string(items.size()) + " brokers",
            "from 1 to " + std::to_string(max_brokers) + "; the cluster tells about the others"
        );
        return;
    }
    for (auto const& item : items) {
        auto broker = read_checked(load, item, where, broker_rule);
        if (!broker) {
            continue;
        }
        if (std::find(out.brokers.begin(), out.brokers.end(), *broker) != out.brokers.end()) {
            load.report(item.at, where + ": '" + *broker + "' is given twice", "remove one");
            continue;
        }
        out.brokers.push_back(*std::move(broker));
    }
}

void check_pair(object_reader const& tls, std::string_view given, std::string_view missing) {
    auto const* const value = tls.find(given);
    if (value != nullptr && !tls.has(missing)) {
        tls.load().report(
            value->named_at,
            tls.where(given) + ": is of no use without " + tls.where(missing),
            "add " + tls.where(missing) + ", or remove this one"
        );
    }
}

void read_tls(loading& load, yaml_node const& node, std::string const& where, kafka_tls& out) {
    constexpr std::array<std::string_view, 2> names{"on", "off"};
    if (node.is != yaml_node::shape::mapping) {
        constexpr std::string_view files = "{ca: PATH, certificate: PATH, key: PATH}";
        auto const index = read_choice(load, node, where, names, files);
        out.on = !index || names.at(*index) == "on";
        return;
    }
    object_reader const reader(load, node, "kafka.tls", where);
    reader.read("ca", out.ca, read_path);
    reader.read("certificate", out.certificate, read_path);
    reader.read("key", out.key, read_path);
    if (!out.ca.empty()) {
        check_certificates(load, out.ca, reader.find("ca")->at, reader.where("ca"));
    }
    if (!out.certificate.empty()) {
        auto const at = reader.find("certificate")->at;
        check_certificates(load, out.certificate, at, reader.where("certificate"));
    }
    if (!out.key.empty()) {
        check_private_key(load, out.key, reader.find("key")->at, reader.where("key"));
    }
    check_pair(reader, "certificate", "key");
    check_pair(reader, "key", "certificate");
}

/// SCRAM proves that we know the password without sending it (RFC 5802); these two send what they
/// have (RFC 4616, RFC 7628).
void check_plaintext(object_reader const& reader, kafka_options const& of) {
    if (of.tls.on || !of.sasl) {
        return;
    }
    auto const mechanism = of.sasl->mechanism;
    auto const is_oauth = mechanism == sasl_mechanism::oauthbearer;
    if (is_oauth || mechanism == sasl_mechanism::plain) {
        reader.load().report(
            reader.find("tls")->at,
            reader.where("tls") + ": 'off' would send the " +
                (is_oauth ? "access token" : "password") + " in clear to the brokers: mechanism " +
                std::string(mechanism_name(mechanism)) + " hides nothing",
            "remove tls: off, or use mechanism scram-sha-512"
        );
    }
}

void read_copies(object_reader const& reader, kafka_options& out) {
    auto const read_copies_of = [](loading& load, yaml_node const& value, std::string const& where
                                ) { return read_number(load, value, where, {1, most_replicas}); };
    auto const* const replication = reader.find("replication");
    std::optional<int> copies = out.replication;
    if (replication != nullptr) {
        copies = read_copies_of(reader.load(), *replication, reader.where("replication"));
        out.replication = copies.value_or(out.replication);
    }
    out.min_in_sync = out.replication >= 3 ? 2 : 1;
    reader.read("min_in_sync", out.min_in_sync, read_copies_of);
    if (copies && out.min_in_sync > *copies) {
        reader.load().report(
            reader.find("min_in_sync")->at,
            reader.where("min_in_sync") + ": " + std::to_string(out.min_in_sync) +
                " is over replication (" + std::to_string(*copies) +
                (replication != nullptr ? ")" : ", by default)"),
            "needed: min_in_sync <= replication"
        );
    }
}

}  // namespace

void read_kafka(object_reader const& top, config& out) {
    auto const* const section = top.find("kafka");
    if (section == nullptr) {
        return;
    }
    auto& load = top.load();
    object_reader const reader(load, *section, "kafka", "kafka");
    if (!reader) {
        return;
    }
    kafka_options kafka;
    read_brokers(reader, kafka);
    if (auto const* const value = reader.find("tls")) {
        read_tls(load, *value, reader.where("tls"), kafka.tls);
    }
    if (auto const* const value = reader.find("sasl")) {
        kafka.sasl = read_kafka_sasl(load, *value);
    }
    check_plaintext(reader, kafka);
    if (auto const* const value = reader.find("replica")) {
        kafka.replica = read_checked(load, *value, reader.where("replica"), replica_rule);
    }
    read_copies(reader, kafka);
    reader.read(
        "session_timeout",
        kafka.session_timeout,
        [](loading& to, yaml_node const& value, std::string const& where) {
            return read_duration(to, value, where, {6s, 5min});
        }
    );
    out.kafka = std::move(kafka);
}

}  // namespace mailsonde::config
