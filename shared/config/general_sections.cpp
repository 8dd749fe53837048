#include "shared/config/general_sections.hpp"

#include "shared/config/scalars.hpp"
#include "shared/config/secrets.hpp"
#include "shared/config/syntax.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace mailsonde::config {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t min_key_size = 16;  // octets; model::mint refuses shorter ones
constexpr std::size_t max_keys = 16;

std::optional<std::string> read_name(
    loading& load, yaml_node const& node, std::string const& where
) {
    return read_checked(load, node, where, name_rule);
}

void read_key(loading& load, yaml_node const& node, std::string const& where, config& out) {
    object_reader const reader(load, node, "signing.keys[]", where, key_check::confidential);
    if (!reader) {
        return;
    }
    model::signing_key key;
    reader.read("id", key.id, read_name);
    auto const same_id = [&](model::signing_key const& other) { return other.id == key.id; };
    if (!key.id.empty() && std::any_of(out.signing.begin(), out.signing.end(), same_id)) {
        load.report(
            reader.find("id")->at,
            reader.where("id") + ": '" + key.id + "' is given twice",
            "a new key needs a new id"
        );
    }
    if (auto const* const value = reader.find("secret")) {
        auto secret = read_secret(
            load, *value, "signing.keys[].secret", reader.where("secret"), secret_use::key
        );
        if (secret && secret->reveal().size() < min_key_size) {
            load.report(
                value->named_at,
                reader.where("secret") + ": the key is shorter than 16 octets",
                "make one with: openssl rand -base64 32"
            );
        }
        key.key = std::move(secret).value_or(mailsonde::secret());
    }
    out.signing.push_back(std::move(key));
}

void read_signing(loading& load, yaml_node const& node, config& out) {
    object_reader const reader(load, node, "signing", "signing");
    auto const* const keys = reader ? reader.find("keys") : nullptr;
    if (keys == nullptr) {
        return;
    }
    auto const where = reader.where("keys");
    auto const items = read_list(load, *keys, where);
    if (keys->is == yaml_node::shape::list && (items.empty() || items.size() > max_keys)) {
        load.report(
            keys->at,
            where + ": holds " + std::to_string(items.size()) + " keys",
            "from 1 to " + std::to_string(max_keys)
        );
        return;
    }
    for (std::size_t i = 0; i < items.size(); ++i) {
        read_key(load, items[i], where + "[" + std::to_string(i) + "]", out);
    }
}

void read_log(loading& load, yaml_node const& node, config& out) {
    constexpr std::array<std::string_view, 5> levels{"error", "warn", "info", "debug", "trace"};
    constexpr std::array<std::string_view, 2> formats{"text", "json"};
    object_reader const reader(load, node, "log", "log");
    if (!reader) {
        return;
    }
    auto const read_one_of = [&](auto const& choices) {
        return [&choices](loading& to, yaml_node const& value, std::string const& where) {
            auto const index = read_choice(to, value, where, choices);
            return index ? std::optional(std::string(choices.at(*index))) : std::nullopt;
        };
    };
    reader.read("level", out.log.level, read_one_of(levels));
    reader.read("format", out.log.format, read_one_of(formats));
}

/// Short ones can be guessed by whoever may try often enough.
void read_http_token(object_reader const& reader, yaml_node const& node, config& out) {
    auto const where = reader.where("token");
    auto token = read_secret(reader.load(), node, "http.token", where, secret_use::login);
    if (!token) {
        return;
    }
    if (token->reveal().size() < min_key_size || !is_bearer_token(token->reveal())) {
        reader.load().report(
            node.named_at,
            where + ": needs 16 characters or more, letters, digits and -._~+/=",
            "make one with: openssl rand -base64 32"
        );
        return;
    }
    out.http_token = std::move(token);
}

void read_http(loading& load, yaml_node const& node, config& out) {
    object_reader const reader(load, node, "http", "http");
    if (!reader) {
        return;
    }
    if (auto const* const value = reader.find("token")) {
        read_http_token(reader, *value, out);
    }
    auto const* const value = reader.find("listen");
    if (value == nullptr) {
        return;
    }
    out.http_listen = read_checked(load, *value, reader.where("listen"), listen_rule);
    if (out.http_listen && !is_loopback(listen_host(*out.http_listen)) && !reader.has("token")) {
        load.report(
            value->at,
            reader.where("listen") + ": other machines can reach " + *out.http_listen +
                ", so that metrics need a token",
            "add http.token, or listen on 127.0.0.1"
        );
    }
}

/// No promise that is kept at once is one.
std::optional<milliseconds> read_wait(
    loading& load, yaml_node const& node, std::string const& where
) {
    return read_duration(load, node, where, {1s, 24h * 366});
}

void read_alerts(loading& load, yaml_node const& node, config& out) {
    object_reader const reader(load, node, "alerts", "alerts");
    if (reader) {
        reader.read("access_after", out.access_alert_after, read_wait);
    }
}

void read_login(loading& load, yaml_node const& node, config& out) {
    object_reader const reader(load, node, "login", "login");
    if (reader) {
        reader.read("pause_after_failure", out.login_pause, read_wait);
        reader.read(
            "sessions_per_server",
            out.sessions_per_server,
            [](loading& to, yaml_node const& value, std::string const& where) {
                return read_number(to, value, where, {1, 100});
            }
        );
    }
}

void read_topics(loading& load, yaml_node const& node, config& out) {
    object_reader const reader(load, node, "topics", "topics");
    if (reader) {
        reader.read("prefix", out.topic_prefix, read_name);
    }
}

}  // namespace

void read_http_section(object_reader const& top, config& out) {
    if (auto const* const value = top.find("http")) {
        read_http(top.load(), *value, out);
    }
}

void read_general(object_reader const& top, config& out) {
    auto& load = top.load();
    top.read("instance", out.instance, read_name);
    top.read("data", out.data, read_path);
    auto const section = [&](std::string_view key, auto read_section) {
        if (auto const* const value = top.find(key)) {
            read_section(*value);
        }
    };
    section("signing", [&](yaml_node const& value) { read_signing(load, value, out); });
    section("log", [&](yaml_node const& value) { read_log(load, value, out); });
    read_http_section(top, out);
    section("alerts", [&](yaml_node const& value) { read_alerts(load, value, out); });
    section("login", [&](yaml_node const& value) { read_login(load, value, out); });
    section("topics", [&](yaml_node const& value) { read_topics(load, value, out); });
}

}  // namespace mailsonde::config
