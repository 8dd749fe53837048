#include "tests/unit/config/sandbox.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

/// What a good section `kafka` means.
namespace mailsonde::config {
namespace {

using namespace std::chrono_literals;

using strings = std::vector<std::string>;

/// The section in a configuration that loads.
kafka_options loaded_from(sandbox const& box, std::string const& section) {
    auto const loaded = box.load_text(with_base("kafka: {" + section + "}\n"));
    EXPECT_EQ(lines(box, loaded), strings{}) << section;
    return loaded ? loaded->kafka.value_or(kafka_options{}) : kafka_options{};
}

TEST(Kafka, IsOptional) {
    sandbox const box;
    auto const loaded = box.load_text(with_base(""));
    ASSERT_TRUE(loaded);
    EXPECT_FALSE(loaded->kafka);
}

TEST(Kafka, BrokersAreEnough) {
    sandbox const box;
    auto const kafka = loaded_from(box, "brokers: [b:9093, '[::1]:9093']");
    EXPECT_EQ(kafka.brokers, (strings{"b:9093", "[::1]:9093"}));
    EXPECT_TRUE(kafka.tls.on);
    EXPECT_EQ(kafka.tls.ca, "");
    EXPECT_EQ(kafka.tls.certificate, "");
    EXPECT_EQ(kafka.tls.key, "");
    EXPECT_FALSE(kafka.sasl);
    EXPECT_FALSE(kafka.replica);
    EXPECT_EQ(kafka.replication, 3);
    EXPECT_EQ(kafka.min_in_sync, 2);
    EXPECT_EQ(kafka.session_timeout, 10s);
}

TEST(Kafka, TlsIsOnUnlessItIsOff) {
    sandbox const box;
    for (auto const* const on : {"on", "'on'", "{}"}) {
        EXPECT_TRUE(loaded_from(box, std::string("brokers: [b:1], tls: ") + on).tls.on) << on;
    }
    EXPECT_FALSE(loaded_from(box, "brokers: [b:1], tls: off").tls.on);
    EXPECT_FALSE(loaded_from(box, "brokers: [b:1], tls: 'off'").tls.on);
}

TEST(Kafka, FilesOfTlsAreRelativeAndWatched) {
    sandbox const box;
    auto const ca = box.write("pki/ca.pem", "-----BEGIN CERTIFICATE-----");
    auto const own = box.write("pki/own.pem", "-----BEGIN CERTIFICATE-----");
    auto const key = box.write("pki/own.key", "-----BEGIN EC PRIVATE KEY-----");
    auto const loaded = box.load_text(with_base(
        "kafka: {brokers: [b:1], tls: {ca: pki/ca.pem, certificate: pki/own.pem, key: pki/own.key}}"
    ));
    ASSERT_EQ(lines(box, loaded), strings{});
    auto const& tls = loaded->kafka->tls;
    EXPECT_TRUE(tls.on);
    EXPECT_EQ(tls.ca, ca);
    EXPECT_EQ(tls.certificate, own);
    EXPECT_EQ(tls.key, key);
    EXPECT_EQ(
        loaded->files,
        (std::vector<std::filesystem::path>{box.folder() / "mailsonde.yaml", ca, own, key})
    );
}

TEST(Kafka, PasswordMechanisms) {
    sandbox const box;
    for (auto const mechanism :
         {sasl_mechanism::plain, sasl_mechanism::scram_sha_256, sasl_mechanism::scram_sha_512}) {
        auto const kafka = loaded_from(
            box,
            "brokers: [b:1], sasl: {mechanism: " + std::string(mechanism_name(mechanism)) +
                ", user: probe, password: {env: PASSWORD}}"
        );
        ASSERT_TRUE(kafka.sasl);
        EXPECT_EQ(kafka.sasl->mechanism, mechanism);
        EXPECT_EQ(kafka.sasl->user, "probe");
        EXPECT_EQ(kafka.sasl->password.reveal(), "hunter2");
        EXPECT_EQ(kafka.sasl->token_url, "");
        EXPECT_EQ(kafka.sasl->scope, "");
    }
}

TEST(Kafka, ScramMayGoInClear) {
    sandbox const box;
    for (auto const* const mechanism : {"scram-sha-256", "scram-sha-512"}) {
        auto const kafka = loaded_from(
            box,
            "brokers: [b:1], tls: off, sasl: {mechanism: " + std::string(mechanism) +
                ", user: probe, password: {env: PASSWORD}}"
        );
        EXPECT_FALSE(kafka.tls.on);
        EXPECT_TRUE(kafka.sasl);
    }
}

TEST(Kafka, TokensAreGotByHttpsOrOnLoopback) {
    sandbox const box;
    for (std::string const url :
         {"https://login.example.org/t",
          "http://localhost:8080/t",
          "http://127.1.2.3/t",
          "http://[::1]/t"}) {
        auto const kafka = loaded_from(
            box,
            "brokers: [b:1], sasl: {mechanism: oauthbearer, client_id: id, client_secret: "
            "{env: PASSWORD}, token_url: '" +
                url + "', scope: kafka more}"
        );
        ASSERT_TRUE(kafka.sasl) << url;
        EXPECT_EQ(kafka.sasl->mechanism, sasl_mechanism::oauthbearer);
        EXPECT_EQ(kafka.sasl->user, "id");
        EXPECT_EQ(kafka.sasl->password.reveal(), "hunter2");
        EXPECT_EQ(kafka.sasl->token_url, url);
        EXPECT_EQ(kafka.sasl->scope, "kafka more");
    }
}

TEST(Kafka, TwoCopiesMustHaveARecordIfThereAreThree) {
    struct row {
        std::string copies;
        int replication;
        int min_in_sync;
    };

    sandbox const box;
    for (auto const& [copies, replication, min_in_sync] :
         {row{"replication: 1", 1, 1},
          row{"replication: 2", 2, 1},
          row{"replication: 3", 3, 2},
          row{"replication: 9", 9, 2},
          row{"min_in_sync: 3", 3, 3},
          row{"replication: 2, min_in_sync: 2", 2, 2},
          row{"replication: 5, min_in_sync: 4", 5, 4}}) {
        auto const kafka = loaded_from(box, "brokers: [b:1], " + copies);
        EXPECT_EQ(kafka.replication, replication) << copies;
        EXPECT_EQ(kafka.min_in_sync, min_in_sync) << copies;
    }
}

TEST(Kafka, ReplicaAndSessionTimeout) {
    sandbox const box;
    EXPECT_EQ(loaded_from(box, "brokers: [b:1], replica: -A.b_9").replica, "-A.b_9");
    EXPECT_EQ(loaded_from(box, "brokers: [b:1], session_timeout: 6s").session_timeout, 6s);
    EXPECT_EQ(loaded_from(box, "brokers: [b:1], session_timeout: 5m").session_timeout, 5min);
}

}  // namespace
}  // namespace mailsonde::config
