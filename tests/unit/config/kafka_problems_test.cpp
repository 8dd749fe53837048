#include "tests/unit/config/sandbox.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>

#include <string>

namespace mailsonde::config {
namespace {

/// `extra` starts in column 25 of line 1.
std::string kafka_with(std::string const& extra) {
    return "kafka: {brokers: [b:1], " + extra + "}\n";
}

/// `extra` starts in column 32 of line 1.
std::string sasl_with(std::string const& extra) {
    return kafka_with("sasl: {" + extra + "}");
}

std::string const broker_hint = "write HOST:PORT or \"[IPv6]:PORT\", e.g. kafka-1.example.org:9093";
std::string const mechanism_hint = "one of: plain, scram-sha-256, scram-sha-512, oauthbearer";
std::string const password_keys = "remove it; plain and scram-sha-* take user and password";
std::string const oauth_keys =
    "remove it; oauthbearer takes client_id, client_secret, token_url and scope";
std::string const scope_hint =
    "one word or several with a blank between them, in ASCII without quotes and backslashes";
std::string const path_hint = "relative paths start at the folder of the file that names them";
std::string const passphrase_hint = "take it away: openssl pkey -in OLD -out NEW; chmod 0400 NEW";
std::string const url_hint =
    "write https://HOST/PATH, with :PORT after HOST if it isn't 443, without #fragment";

TEST(KafkaProblems, Brokers) {
    std::string seventeen;
    for (int i = 1; i <= 17; ++i) {
        seventeen += "b:" + std::to_string(i) + ", ";
    }
    std::string const count_hint = "from 1 to 16; the cluster tells about the others";
    expect_problems({
        {"kafka: {}\n", {"1:1: kafka: key 'brokers' is missing; it is required here"}},
        {"kafka: b:9093\n",
         {"1:8: kafka: expected a mapping, found a string; write 'key: value' lines or {key: value}"
         }},
        {"kafka: {broker: [b:1]}\n",
         {"1:1: kafka: key 'brokers' is missing; it is required here",
          "1:9: kafka: unknown key 'broker'; did you mean 'brokers'?"}},
        {"kafka: {brokers: b:9093}\n",
         {"1:18: kafka.brokers: expected a list, found a string; write [a, b] or lines that start "
          "with '- '"}},
        {"kafka: {brokers: []}\n", {"1:18: kafka.brokers: holds 0 brokers; " + count_hint}},
        {"kafka: {brokers: [" + seventeen + "]}\n",
         {"1:18: kafka.brokers: holds 17 brokers; " + count_hint}},
        {"kafka: {brokers: [b, 'c:0', '::1:9093', '[::1]:9093', 9093, 'SSL://b:1']}\n",
         {"1:19: kafka.brokers: 'b' is not a broker; " + broker_hint,
          "1:22: kafka.brokers: 'c:0' is not a broker; " + broker_hint,
          "1:29: kafka.brokers: '::1:9093' is not a broker; " + broker_hint,
          "1:55: kafka.brokers: expected a string, found a number; put it in quotes: \"9093\"",
          "1:61: kafka.brokers: 'SSL://b:1' is not a broker; " + broker_hint}},
        {"kafka: {brokers: [b:1, c:1, b:1]}\n",
         {"1:29: kafka.brokers: 'b:1' is given twice; remove one"}},
    });
}

TEST(KafkaProblems, TlsIsOnOffOrFiles) {
    std::string const hint = "one of: on, off, {ca: PATH, certificate: PATH, key: PATH}";
    expect_problems({
        {kafka_with("tls: false"), {"1:30: kafka.tls: 'false' is not known; " + hint}},
        {kafka_with("tls: none"), {"1:30: kafka.tls: 'none' is not known; " + hint}},
        {kafka_with("tls:"), {"1:25: kafka.tls: expected a string, found nothing; " + hint}},
        {kafka_with("tls: [off]"), {"1:30: kafka.tls: expected a string, found a list; " + hint}},
        {kafka_with("tls: {ca_file: x}"),
         {"1:31: kafka.tls: unknown key 'ca_file'; known here: ca, certificate, key"}},
        {kafka_with("tls: {verify: false}"),
         {"1:31: kafka.tls: unknown key 'verify'; known here: ca, certificate, key"}},
        {kafka_with("tls: {ca: ''}"),
         {"1:35: kafka.tls.ca: must not be empty; write a value or remove the key"}},
    });
}

TEST(KafkaProblems, ACertificateNeedsItsKeyAndTheOtherWayRound) {
    sandbox const box;
    box.write("own.pem", "-----BEGIN CERTIFICATE-----");
    box.write("own.key", "-----BEGIN PRIVATE KEY-----");
    EXPECT_EQ(
        lines(box, box.load_text(with_base(kafka_with("tls: {certificate: own.pem}")))),
        std::vector<std::string>{"1:31: kafka.tls.certificate: is of no use without kafka.tls.key; "
                                 "add kafka.tls.key, or remove this one"}
    );
    EXPECT_EQ(
        lines(box, box.load_text(with_base(kafka_with("tls: {key: own.key}")))),
        std::vector<std::string>{"1:31: kafka.tls.key: is of no use without kafka.tls.certificate; "
                                 "add kafka.tls.certificate, or remove this one"}
    );
}

TEST(KafkaProblems, FilesOfTls) {
    sandbox const box;
    box.write("text", "no PEM");
    box.write("own.pem", "-----BEGIN CERTIFICATE-----");
    box.write("pkcs8.key", "-----BEGIN ENCRYPTED PRIVATE KEY-----");
    box.write(
        "old.key", "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC"
    );
    auto const open = box.write("open.key", "-----BEGIN PRIVATE KEY-----");
    ASSERT_EQ(::chmod(open.c_str(), 0660), 0);
    auto const problems = [&](std::string const& ca, std::string const& own, std::string const& key
                          ) {
        return lines(
            box,
            box.load_text(with_base(
                "kafka:\n  brokers: [b:1]\n  tls:\n    ca: " + ca + "\n    certificate: " + own +
                "\n    key: " + key + "\n"
            ))
        );
    };
    using strings = std::vector<std::string>;
    EXPECT_EQ(
        problems("text", "text", "text"),
        (strings{
            "4:9: kafka.tls.ca: DIR/text holds no certificate; a PEM file is needed",
            "5:18: kafka.tls.certificate: DIR/text holds no certificate; a PEM file is needed",
            "6:10: kafka.tls.key: DIR/text holds no private key; a PEM file is needed"
        })
    );
    EXPECT_EQ(
        problems("own.pem", "none", "none"),
        (strings{
            "5:18: kafka.tls.certificate: DIR/none cannot be read (No such file or directory); " +
                path_hint,
            "6:10: kafka.tls.key: DIR/none cannot be read (No such file or directory); " + path_hint
        })
    );
    EXPECT_EQ(
        problems("own.pem", "own.pem", "own.pem"),
        (strings{"6:10: kafka.tls.key: DIR/own.pem holds no private key; a PEM file is needed"})
    );
    EXPECT_EQ(
        problems("own.pem", "own.pem", "pkcs8.key"),
        (strings{
            "6:10: kafka.tls.key: DIR/pkcs8.key needs a passphrase, and nobody is here to type "
            "it; " +
            passphrase_hint
        })
    );
    EXPECT_EQ(
        problems("own.pem", "own.pem", "old.key"),
        (strings{
            "6:10: kafka.tls.key: DIR/old.key needs a passphrase, and nobody is here to type it; " +
            passphrase_hint
        })
    );
    EXPECT_EQ(
        problems("own.pem", "own.pem", "open.key"),
        (strings{"6:10: kafka.tls.key: DIR/open.key is writable by its group or by everyone; take "
                 "the right away: chmod go-w"})
    );
}

TEST(KafkaProblems, NothingThatIsSecretGoesInClear) {
    std::string const hint = "remove tls: off, or use mechanism scram-sha-512";
    expect_problems({
        {kafka_with("tls: off, sasl: {mechanism: plain, user: u, password: {env: PASSWORD}}"),
         {"1:30: kafka.tls: 'off' would send the password in clear to the brokers: mechanism plain "
          "hides nothing; " +
          hint}},
        {kafka_with("tls: off, sasl: {mechanism: oauthbearer, client_id: u, client_secret: {env: "
                    "PASSWORD}, token_url: 'https://a.b/'}"),
         {"1:30: kafka.tls: 'off' would send the access token in clear to the brokers: mechanism "
          "oauthbearer hides nothing; " +
          hint}},
    });
}

TEST(KafkaProblems, Mechanisms) {
    expect_problems({
        {kafka_with("sasl: plain"),
         {"1:31: kafka.sasl: expected a mapping, found a string; write 'key: value' lines or {key: "
          "value}"}},
        {sasl_with("user: u, password: {env: PASSWORD}"),
         {"1:25: kafka.sasl: key 'mechanism' is missing; it is required here"}},
        {sasl_with("mechanism: SCRAM-SHA-512, user: u, password: {env: PASSWORD}"),
         {"1:43: kafka.sasl.mechanism: 'SCRAM-SHA-512' is not known; " + mechanism_hint}},
        {sasl_with("mechanism: gssapi, password: {env: UNSET}"),
         {"1:43: kafka.sasl.mechanism: 'gssapi' is not known; " + mechanism_hint,
          "1:67: kafka.sasl.password.env: environment variable UNSET is not set; set it where "
          "Mailsonde is started"}},
        {sasl_with("mechanism: none, scope: ' '"),
         {"1:43: kafka.sasl.mechanism: 'none' is not known; " + mechanism_hint,
          "1:56: kafka.sasl.scope: ' ' is not a scope; " + scope_hint}},
    });
}

TEST(KafkaProblems, EachMechanismHasItsKeys) {
    expect_problems({
        {sasl_with("mechanism: plain"),
         {"1:25: kafka.sasl: key 'password' is missing; mechanism plain needs it",
          "1:25: kafka.sasl: key 'user' is missing; mechanism plain needs it"}},
        {sasl_with("mechanism: scram-sha-256, user: u"),
         {"1:25: kafka.sasl: key 'password' is missing; mechanism scram-sha-256 needs it"}},
        {sasl_with("mechanism: scram-sha-512, user: u, client_secret: {env: PASSWORD}"),
         {"1:25: kafka.sasl: key 'password' is missing; mechanism scram-sha-512 needs it",
          "1:67: kafka.sasl.client_secret: does not belong to mechanism scram-sha-512; " +
              password_keys}},
        {sasl_with("mechanism: plain, user: u, password: {env: PASSWORD}, client_id: i, token_url: "
                   "'https://a.b', scope: s"),
         {"1:86: kafka.sasl.client_id: does not belong to mechanism plain; " + password_keys,
          "1:100: kafka.sasl.token_url: does not belong to mechanism plain; " + password_keys,
          "1:126: kafka.sasl.scope: does not belong to mechanism plain; " + password_keys}},
        {sasl_with("mechanism: oauthbearer"),
         {"1:25: kafka.sasl: key 'client_id' is missing; mechanism oauthbearer needs it",
          "1:25: kafka.sasl: key 'client_secret' is missing; mechanism oauthbearer needs it",
          "1:25: kafka.sasl: key 'token_url' is missing; mechanism oauthbearer needs it"}},
        {sasl_with(
             "mechanism: oauthbearer, client_id: i, client_secret: {env: PASSWORD}, token_url: "
             "'https://a.b', user: u, password: {env: PASSWORD}"
         ),
         {"1:128: kafka.sasl.user: does not belong to mechanism oauthbearer; " + oauth_keys,
          "1:137: kafka.sasl.password: does not belong to mechanism oauthbearer; " + oauth_keys}},
    });
}

TEST(KafkaProblems, SecretsAreNeverRepeated) {
    std::vector<bad_input> const table{
        {sasl_with("mechanism: plain, user: u, password: hunter2"),
         {"1:69: kafka.sasl.password: a secret must not be in the configuration itself; write "
          "{file: PATH} or {env: NAME}"}},
        {sasl_with("mechanism: plain, user: u, password:hunter2"),
         {"1:25: kafka.sasl: key 'password' is missing; mechanism plain needs it",
          "1:59: kafka.sasl: unknown key; known here: mechanism, user, password, client_id, "
          "client_secret, token_url, scope"}},
        {sasl_with("mechanism: plain, user: u, password: {env: UNSET}"),
         {"1:75: kafka.sasl.password.env: environment variable UNSET is not set; set it where "
          "Mailsonde is started"}},
        {sasl_with("mechanism: oauthbearer, client_id: i, client_secret: hunter2, token_url: "
                   "'https://u:hunter2@a.b/'"),
         {"1:85: kafka.sasl.client_secret: a secret must not be in the configuration itself; write "
          "{file: PATH} or {env: NAME}",
          "1:105: kafka.sasl.token_url: must not hold a user or password; who asks for tokens is "
          "said by client_id and client_secret"}},
    };
    expect_problems(table);
    for (auto const& row : table) {
        sandbox const box;
        for (auto const& line : lines(box, box.load_text(with_base(row.yaml)))) {
            EXPECT_EQ(line.find("hunter2"), std::string::npos) << line;
        }
    }
}

TEST(KafkaProblems, TokenUrlAndScope) {
    auto const oauth_with = [](std::string const& extra) {
        return sasl_with(
            "mechanism: oauthbearer, client_id: i, client_secret: {env: PASSWORD}, " + extra
        );
    };
    expect_problems({
        {oauth_with("token_url: login.example.org"),
         {"1:113: kafka.sasl.token_url: is not a URL that tokens can be got from; " + url_hint}},
        {oauth_with("token_url: 'https://a.b/#x'"),
         {"1:113: kafka.sasl.token_url: is not a URL that tokens can be got from; " + url_hint}},
        {oauth_with("token_url: 'http://login.example.org/t'"),
         {"1:113: kafka.sasl.token_url: http would send client_secret in clear to "
          "login.example.org; use https; http is for loopback only"}},
        {oauth_with("token_url: 'http://localhost@a.b/t'"),
         {"1:113: kafka.sasl.token_url: must not hold a user or password; who asks for tokens is "
          "said by client_id and client_secret"}},
        {oauth_with("token_url: 7"),
         {"1:113: kafka.sasl.token_url: expected a string, found a number; put it in quotes: \"7\""}
        },
        {oauth_with("token_url: 'https://a.b', scope: 'a  b'"),
         {"1:135: kafka.sasl.scope: 'a  b' is not a scope; " + scope_hint}},
    });
}

TEST(KafkaProblems, Replica) {
    std::string const hint = "1 to 64 letters, digits, '.', '_' and '-'";
    expect_problems({
        {kafka_with("replica: a b"),
         {"1:34: kafka.replica: 'a b' is not a name for a replica; " + hint}},
        {kafka_with("replica: " + std::string(65, 'a')),
         {"1:34: kafka.replica: "
          "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' is not a name for a "
          "replica; " +
          hint}},
        {kafka_with("replica: 1"),
         {"1:34: kafka.replica: expected a string, found a number; put it in quotes: \"1\""}},
        {kafka_with("replica: ''"),
         {"1:34: kafka.replica: must not be empty; write a value or remove the key"}},
        {kafka_with("replica: {env: POD_NAME}"),
         {"1:34: kafka.replica: expected a string, found a mapping"}},
    });
}

TEST(KafkaProblems, Copies) {
    std::string const number_hint = "a whole number from 1 to 9, without quotes";
    std::string const hint = "needed: min_in_sync <= replication";
    expect_problems({
        {kafka_with("replication: 0"),
         {"1:38: kafka.replication: 0 is out of range; " + number_hint}},
        {kafka_with("replication: 10"),
         {"1:38: kafka.replication: 10 is out of range; " + number_hint}},
        {kafka_with("min_in_sync: 0"),
         {"1:38: kafka.min_in_sync: 0 is out of range; " + number_hint}},
        {kafka_with("min_in_sync: 4"),
         {"1:38: kafka.min_in_sync: 4 is over replication (3, by default); " + hint}},
        {kafka_with("replication: 2, min_in_sync: 3"),
         {"1:54: kafka.min_in_sync: 3 is over replication (2); " + hint}},
        {kafka_with("replication: many, min_in_sync: 9"),
         {"1:38: kafka.replication: expected a number, found a string; " + number_hint}},
    });
}

TEST(KafkaProblems, SessionTimeout) {
    expect_problems({
        {kafka_with("session_timeout: 5999ms"),
         {"1:42: kafka.session_timeout: 5999ms is out of range; from 6s to 5m"}},
        {kafka_with("session_timeout: 5m1ms"),
         {"1:42: kafka.session_timeout: 5m1ms is out of range; from 6s to 5m"}},
        {kafka_with("session_timeout: 30"),
         {"1:42: kafka.session_timeout: 30 has no unit; write a number and a unit: 500ms, 30s, 5m, "
          "2h, 1d, 1h30m"}},
    });
}

TEST(KafkaProblems, OnlyTheTopFileHasIt) {
    sandbox const box;
    box.write("more.yaml", "kafka: {brokers: [b:1]}\n");
    EXPECT_EQ(
        lines(box, box.load_text(with_base("include: [more.yaml]"))),
        std::vector<std::string>{"DIR/more.yaml:1:1: key 'kafka' is not allowed in an included "
                                 "file; move it to DIR/mailsonde.yaml"}
    );
}

}  // namespace
}  // namespace mailsonde::config
