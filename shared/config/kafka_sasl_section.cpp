#include "shared/config/kafka_sasl_section.hpp"

#include "shared/config/endpoint.hpp"
#include "shared/config/scalars.hpp"
#include "shared/config/secrets.hpp"
#include "shared/config/syntax.hpp"

#include <array>
#include <string>
#include <utility>

namespace mailsonde::config {
namespace {

constexpr std::array mechanisms{
    sasl_mechanism::plain,
    sasl_mechanism::scram_sha_256,
    sasl_mechanism::scram_sha_512,
    sasl_mechanism::oauthbearer
};

constexpr string_rule scope_rule{
    is_scope,
    "a scope",
    "one word or several with a blank between them, in ASCII without quotes and backslashes"
};

std::optional<sasl_mechanism> read_mechanism(object_reader const& reader) {
    constexpr std::array<std::string_view, mechanisms.size()> names{
        mechanism_name(mechanisms[0]),
        mechanism_name(mechanisms[1]),
        mechanism_name(mechanisms[2]),
        mechanism_name(mechanisms[3])
    };
    auto const* const value = reader.find("mechanism");
    if (value == nullptr) {
        return std::nullopt;
    }
    auto const index = read_choice(reader.load(), *value, reader.where("mechanism"), names);
    return index ? std::optional(mechanisms.at(*index)) : std::nullopt;
}

/// The URL is never repeated: it may hold a password where none belongs.
std::optional<std::string> read_token_url(
    loading& load, yaml_node const& node, std::string const& where
) {
    auto text = read_string(load, node, where);
    if (!text) {
        return std::nullopt;
    }
    auto const url = parse_http_url(*text);
    if (!url) {
        load.report(
            node.at,
            where + ": is not a URL that tokens can be got from",
            "write https://HOST/PATH, with :PORT after HOST if it isn't 443, without #fragment"
        );
    } else if (url->has_user) {
        load.report(
            node.at,
            where + ": must not hold a user or password",
            "who asks for tokens is said by client_id and client_secret"
        );
    } else if (!url->tls && !is_loopback(url->at.host)) {
        load.report(
            node.at,
            where + ": http would send client_secret in clear to " + std::string(url->at.host),
            "use https; http is for loopback only"
        );
    } else {
        return text;
    }
    return std::nullopt;
}

/// Which keys a mechanism has, besides `mechanism`.
struct key_set {
    std::array<std::string_view, 4> own;  ///< "" fills up
    std::size_t required = 0;             ///< so many of the first ones
    std::array<std::string_view, 4> others;
    std::string_view who;
};

constexpr key_set password_keys{
    {"user", "password", "", ""},
    2,
    {"client_id", "client_secret", "token_url", "scope"},
    "plain and scram-sha-* take user and password"
};
constexpr key_set oauth_keys{
    {"client_id", "client_secret", "token_url", "scope"},
    3,
    {"user", "password", "", ""},
    "oauthbearer takes client_id, client_secret, token_url and scope"
};

void check_keys(object_reader const& reader, sasl_mechanism mechanism) {
    auto& load = reader.load();
    auto const& keys = mechanism == sasl_mechanism::oauthbearer ? oauth_keys : password_keys;
    auto const name = "mechanism " + std::string(mechanism_name(mechanism));
    for (std::size_t i = 0; i < keys.required; ++i) {
        if (auto const key = keys.own.at(i); !reader.has(key)) {
            load.report(
                reader.at(),
                reader.where() + ": key '" + std::string(key) + "' is missing",
                name + " needs it"
            );
        }
    }
    for (auto const key : keys.others) {
        if (auto const* const value = reader.find(key)) {
            load.report(
                value->named_at,
                reader.where(key) + ": does not belong to " + name,
                "remove it; " + std::string(keys.who)
            );
        }
    }
}

}  // namespace

std::optional<kafka_sasl> read_kafka_sasl(loading& load, yaml_node const& node) {
    object_reader const reader(load, node, "kafka.sasl", "kafka.sasl", key_check::confidential);
    if (!reader) {
        return std::nullopt;
    }
    auto const mechanism = read_mechanism(reader);
    if (mechanism) {
        check_keys(reader, *mechanism);
    }
    kafka_sasl out;
    auto const read_user = [](loading& to, yaml_node const& value, std::string const& where) {
        return read_string(to, value, where, 255);
    };
    auto const read_password = [&](std::string const& key) {
        if (auto const* const value = reader.find(key)) {
            auto secret = read_secret(
                load, *value, "kafka.sasl." + key, reader.where(key), secret_use::login
            );
            out.password = std::move(secret).value_or(mailsonde::secret());
        }
    };
    reader.read("user", out.user, read_user);
    read_password("password");
    reader.read("client_id", out.user, read_user);
    read_password("client_secret");
    reader.read("token_url", out.token_url, read_token_url);
    reader.read(
        "scope",
        out.scope,
        [](loading& to, yaml_node const& value, std::string const& where) {
            return read_checked(to, value, where, scope_rule);
        }
    );
    if (!mechanism) {
        return std::nullopt;
    }
    out.mechanism = *mechanism;
    return out;
}

}  // namespace mailsonde::config
