#include "shared/config/effective.hpp"
#include "shared/config/known_keys.hpp"
#include "shared/config/loader.hpp"
#include "tests/unit/config/documents.hpp"
#include "tests/unit/config/sandbox.hpp"
#include "tests/unit/config/schemas.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

/// Parser, JSON Schema and documentation say the same.
namespace mailsonde::config {
namespace {

std::filesystem::path const docs = MAILSONDE_SOURCE_DIR "/docs";

nlohmann::json const& main_schema() {
    static auto const schema = schema_named("mailsonde.schema.json");
    return schema;
}

nlohmann::json const& included_schema() {
    static auto const schema = schema_named("included.schema.json");
    return schema;
}

/// Secrets and authorities that examples refer to need not exist; configuration files must.
load_result load_example(std::filesystem::path const& file) {
    loader_options options;
    options.env = [](std::string const&) {
        return std::optional<std::string>("from-the-environment");
    };
    options.read = [](std::filesystem::path const& path, file_kind kind) -> result<std::string> {
        switch (kind) {
            case file_kind::configuration:
                return read_file(path, kind);
            case file_kind::secret:
                return "0123456789abcdef0123456789abcdef\n";
            case file_kind::private_key:
                return "-----BEGIN PRIVATE KEY-----\n";
            case file_kind::authorities:
                break;
        }
        return "-----BEGIN CERTIFICATE-----\n";
    };
    return load(file, options);
}

std::vector<std::string> texts(load_result const& loaded) {
    std::vector<std::string> out;
    for (auto const& problem : loaded.problems) {
        out.push_back(problem.text());
    }
    return out;
}

using strings = std::vector<std::string>;

TEST(Agreement, ExamplesLoadAndAreValid) {
    auto files = 0;
    for (auto const& entry : std::filesystem::recursive_directory_iterator(docs / "examples")) {
        auto const name = entry.path().filename().string();
        if (entry.path().extension() != ".yaml" || name.starts_with("prometheus")) {
            continue;
        }
        ++files;
        auto const is_included = entry.path().parent_path().filename() == "conf.d";
        auto const& schema = is_included ? included_schema() : main_schema();
        EXPECT_EQ(objections(schema, to_json(content_of(entry.path()))), strings{}) << entry.path();
        if (!is_included) {
            EXPECT_EQ(texts(load_example(entry.path())), strings{}) << entry.path();
        }
    }
    EXPECT_GE(files, 5);
    auto const msp = load_example(docs / "examples/msp/mailsonde.yaml");
    ASSERT_TRUE(msp);
    EXPECT_GE(msp->probes.size(), 4U) << "the customers' files are included";
}

TEST(Agreement, DocumentedConfigurationsLoadAndAreValid) {
    auto const blocks = yaml_blocks(content_of(docs / "configuration.md"));
    EXPECT_GE(blocks.size(), 6U);
    for (auto const& block : blocks) {
        sandbox const box;
        auto const whole = with_base(block);
        EXPECT_EQ(texts(load_example(box.write("mailsonde.yaml", whole))), strings{}) << whole;
        EXPECT_EQ(objections(main_schema(), to_json(whole)), strings{}) << whole;
    }
}

TEST(Agreement, SchemaAndParserKnowTheSameKeys) {
    std::map<std::string, std::map<std::string, bool>> parser;
    for (auto const& [object, key, required] : known_keys()) {
        parser[std::string(object)][std::string(key)] = required;
    }
    std::map<std::string, std::map<std::string, bool>> schema;
    for (auto const& [object, properties] : objects_of(main_schema())) {
        for (auto const& [key, property] : properties) {
            schema[object][key] = property.required;
        }
    }
    EXPECT_EQ(schema, parser);
    std::set<std::string> included;
    for (auto const& [key, property] : included_schema().at("properties").items()) {
        included.insert(key);
    }
    auto const allowed = includable_keys();
    EXPECT_EQ(included, std::set<std::string>(allowed.begin(), allowed.end()));
}

/// "routes.*", "smtp" -> "routes.NAME.smtp"
std::string documented_name(std::string object, std::string const& key) {
    if (auto const star = object.find('*'); star != std::string::npos) {
        object.replace(star, 1, "NAME");
    }
    return object.empty() ? key : object + "." + key;
}

TEST(Agreement, EveryKeyIsDocumentedOnce) {
    std::multiset<std::string> documented;
    for (auto const& row : documented_keys(content_of(docs / "configuration.md"))) {
        documented.insert(row.key);
        EXPECT_FALSE(row.meaning.empty()) << row.key;
    }
    std::multiset<std::string> known;
    for (auto const& [object, key, required] : known_keys()) {
        known.insert(documented_name(std::string(object), std::string(key)));
    }
    EXPECT_EQ(documented, known);
}

TEST(Agreement, DocumentationAndSchemaGiveTheSameDefaults) {
    std::map<std::string, std::string> documented;
    for (auto const& row : documented_keys(content_of(docs / "configuration.md"))) {
        documented[row.key] = row.fallback;
    }
    for (auto const& [object, properties] : objects_of(main_schema())) {
        for (auto const& [key, property] : properties) {
            auto const name = documented_name(object, key);
            auto const& told = documented[name];
            EXPECT_EQ(told == "**required**", property.required) << name << ": " << told;
            if (property.definition.contains("default")) {
                auto const& value = property.definition.at("default");
                EXPECT_EQ(told, value.is_string() ? value.get<std::string>() : value.dump())
                    << name;
            }
        }
    }
}

/// The value at a key of the table of known keys in a configuration with one of each.
nlohmann::json const* value_at(
    nlohmann::json const& in, std::string const& object, std::string const& key
) {
    auto const* current = &in;
    std::string path = object.empty() ? key : object + "." + key;
    while (!path.empty()) {
        auto const part = path.substr(0, path.find('.'));
        path = part.size() == path.size() ? "" : path.substr(part.size() + 1);
        if (!current->is_object() || (part != "*" && !current->contains(part))) {
            return nullptr;
        }
        current = part == "*" ? &current->begin().value() : &current->at(part);
    }
    return current;
}

TEST(Agreement, TheParserUsesTheDefaultsOfTheSchema) {
    sandbox const box;
    auto const loaded = box.load_text(with_base("kafka: {brokers: ['kafka.example.org:9093']}"));
    ASSERT_TRUE(loaded);
    auto const effective = to_json(effective_yaml(*loaded));
    auto compared = 0;
    for (auto const& [object, properties] : objects_of(main_schema())) {
        for (auto const& [key, property] : properties) {
            if (!property.definition.contains("default") || key == "trusted_plaintext") {
                continue;
            }
            // Defaults of probes show in the probe.
            auto shown = object;
            if (auto const at = shown.find("defaults"); at == 0) {
                shown.replace(at, 8, "probes.*");
            }
            auto const* const value = value_at(effective, shown, key);
            ASSERT_NE(value, nullptr) << object << " " << key;
            EXPECT_EQ(*value, property.definition.at("default")) << object << " " << key;
            ++compared;
        }
    }
    EXPECT_GE(compared, 19);
    EXPECT_FALSE(loaded->routes.at("relay").smtp.trusted_plaintext);
}

TEST(Agreement, BothRefuseWhatASchemaCanSee) {
    std::vector<std::string> const table{
        "topcis: {prefix: a}",
        "instance: a b",
        "instance: 4711",
        "instance: true",
        "instance:",
        "data: ''",
        "data: [x]",
        "signing: {}",
        "signing: {keys: []}",
        "signing: {keys: k1}",
        "signing: {keys: [{id: k1}]}",
        "signing: {keys: [{id: k1, secret: literal}]}",
        "signing: {keys: [{id: k1, secret: {}}]}",
        "signing: {keys: [{id: k1, secret: {file: x, env: KEY}}]}",
        "signing: {keys: [{id: k1, secret: {env: not-a-name}}]}",
        "defaults: {every: 30}",
        "defaults: {every: '30'}",
        "defaults: {every: 5min}",
        "defaults: {every: 5m1h}",
        "defaults: {every: true}",
        "defaults: {delay: 5m}",
        "defaults: {route: relay}",
        "routes: []",
        "routes: {my relay: {smtp: {host: a.b}, from: a@b}}",
        "routes: {relay: {smtp: {host: a.b}}}",
        "routes: {relay: {smtp: a.b, from: a@b}}",
        "routes: {relay: {smtp: {port: 25}, from: a@b}}",
        "routes: {relay: {smtp: {host: a_b}, from: a@b}}",
        "routes: {relay: {smtp: {host: a.b, port: 0}, from: a@b}}",
        "routes: {relay: {smtp: {host: a.b, port: 65536}, from: a@b}}",
        "routes: {relay: {smtp: {host: a.b, port: '25'}, from: a@b}}",
        "routes: {relay: {smtp: {host: a.b, port: 2.5}, from: a@b}}",
        "routes: {relay: {smtp: {host: a.b, tls: off}, from: a@b}}",
        "routes: {relay: {smtp: {host: a.b, pins: [sha256/abc]}, from: a@b}}",
        "routes: {relay: {smtp: {host: a.b, pins: x}, from: a@b}}",
        "routes: {relay: {smtp: {host: a.b, trusted_plaintext: yes}, from: a@b}}",
        "routes: {relay: {smtp: {host: a.b}, from: Anna <a@b>}}",
        "routes: {relay: {smtp: {host: a.b}, from: a..b@c}}",
        "routes: {relay: {smtp: {host: a.b}, from: a@b, ehlo: a_b}}",
        "routes: {relay: {smtp: {host: a.b}, from: a@b, auth: {user: a}}}",
        "routes: {relay: {smtp: {host: a.b}, from: a@b, auth: {password: {env: KEY}}}}",
        "routes: {relay: {smtp: {host: a.b}, from: a@b, auth: {user: a, password: {env: KEY}, "
        "access_token: {env: KEY}}}}",
        "mailboxes: {anna: {address: a@b, imap: {host: a.b}}}",
        "mailboxes: {anna: {address: a@b, imap: {host: a.b}, auth: {user: a, password: {env: "
        "KEY}}, "
        "folders: {also: [INBOX]}}}",
        "mailboxes: {anna: {address: a@b, imap: {host: a.b}, auth: {user: a, password: {env: "
        "KEY}}, "
        "folders: {also: [A, A]}}}",
        "mailboxes: {anna: {address: a@b, imap: {host: a.b}, auth: {user: a, password: {env: "
        "KEY}}, "
        "folders: {junk: ''}}}",
        "probes: {p: {to: [anna]}}",
        "probes: {p: {route: relay}}",
        "probes: {p: {route: relay, to: []}}",
        "probes: {p: {route: relay, to: [anna, anna]}}",
        "probes: {p: {route: relay, to: anna}}",
        "probes: {p: {route: relay, to: [anna], expect: spam}}",
        "probes: {p: {route: relay, to: [anna], expect: {}}}",
        "probes: {p: {route: relay, to: [anna], expect: {folder: inbox}}}",
        "probes: {p: {route: relay, to: [anna], labels: {a-b: c}}}",
        "probes: {p: {route: relay, to: [anna], labels: {a: 1}}}",
        "include: conf.d/*.yaml",
        "include: [1]",
        "log: {level: Info}",
        "log: {format: xml}",
        "http: {}",
        "http: {listen: 9464}",
        "http: {listen: 'example.org:80'}",
        "http: {listen: '127.0.0.1:80', token: literal-0123456789}",
        "http: {listen: '127.0.0.1:80', token: {}}",
        "alerts: {access_after: 60}",
        "login: {pause_after_failure: soon}",
        "login: {sessions_per_server: 0}",
        "login: {sessions_per_server: 101}",
        "login: {sessions_per_server: 1.5}",
        "reaper: {after: 3}",
        "reaper: {per_look: '3'}",
        "reaper: {per_look: 1001}",
        "reaper: {per_look: -1}",
        "reaper: {per_look: 1.5}",
        "topics: {prefix: a/b}",
        "kafka: b:9093",
        "kafka: {}",
        "kafka: {tls: off}",
        "kafka: {brokers: []}",
        "kafka: {brokers: 'b:9093'}",
        "kafka: {brokers: [b]}",
        "kafka: {brokers: ['b:0']}",
        "kafka: {brokers: ['::1:9093']}",
        "kafka: {brokers: ['b:9093', 'b:9093']}",
        "kafka: {brokers: ['b:1', 'b:2', 'b:3', 'b:4', 'b:5', 'b:6', 'b:7', 'b:8', 'b:9', 'b:10', "
        "'b:11', 'b:12', 'b:13', 'b:14', 'b:15', 'b:16', 'b:17']}",
        "kafka: {brokers: ['b:9093'], tls: false}",
        "kafka: {brokers: ['b:9093'], tls: none}",
        "kafka: {brokers: ['b:9093'], tls: {ca_file: x}}",
        "kafka: {brokers: ['b:9093'], tls: {certificate: x}}",
        "kafka: {brokers: ['b:9093'], tls: {key: x}}",
        "kafka: {brokers: ['b:9093'], sasl: plain}",
        "kafka: {brokers: ['b:9093'], sasl: {user: a, password: {env: KEY}}}",
        "kafka: {brokers: ['b:9093'], sasl: {mechanism: PLAIN, user: a, password: {env: KEY}}}",
        "kafka: {brokers: ['b:9093'], sasl: {mechanism: plain, user: a}}",
        "kafka: {brokers: ['b:9093'], sasl: {mechanism: plain, user: a, password: literal}}",
        "kafka: {brokers: ['b:9093'], sasl: {mechanism: plain, user: a, password: {env: KEY}, "
        "scope: a}}",
        "kafka: {brokers: ['b:9093'], sasl: {mechanism: oauthbearer, client_id: a, client_secret: "
        "{env: KEY}}}",
        "kafka: {brokers: ['b:9093'], sasl: {mechanism: oauthbearer, client_id: a, client_secret: "
        "{env: KEY}, token_url: 'https://a', user: a}}",
        "kafka: {brokers: ['b:9093'], sasl: {mechanism: oauthbearer, client_id: a, client_secret: "
        "{env: KEY}, token_url: 'http://a.b/'}}",
        "kafka: {brokers: ['b:9093'], sasl: {mechanism: oauthbearer, client_id: a, client_secret: "
        "{env: KEY}, token_url: 'https://a:b@c/'}}",
        "kafka: {brokers: ['b:9093'], sasl: {mechanism: oauthbearer, client_id: a, client_secret: "
        "{env: KEY}, token_url: 'https://a/', scope: 'a  b'}}",
        "kafka: {brokers: ['b:9093'], tls: off, sasl: {mechanism: plain, user: a, password: {env: "
        "KEY}}}",
        "kafka: {brokers: ['b:9093'], tls: off, sasl: {mechanism: oauthbearer, client_id: a, "
        "client_secret: {env: KEY}, token_url: 'https://a'}}",
        "kafka: {brokers: ['b:9093'], replica: a b}",
        "kafka: {brokers: ['b:9093'], replica: 1}",
        "kafka: {brokers: ['b:9093'], replication: 0}",
        "kafka: {brokers: ['b:9093'], replication: 10}",
        "kafka: {brokers: ['b:9093'], min_in_sync: 0}",
        "kafka: {brokers: ['b:9093'], session_timeout: 10}",
    };
    for (auto const& row : table) {
        sandbox const box;
        auto const whole = with_base(row);
        EXPECT_FALSE(box.load_text(whole)) << row;
        EXPECT_FALSE(objections(main_schema(), to_json(whole)).empty()) << row;
    }
    EXPECT_EQ(objections(main_schema(), to_json(with_base(""))), strings{});
}

}  // namespace
}  // namespace mailsonde::config
