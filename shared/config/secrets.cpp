#include "shared/config/secrets.hpp"

#include "shared/config/scalars.hpp"
#include "shared/config/syntax.hpp"
#include "shared/core/text.hpp"

#include <utility>

namespace mailsonde::config {
namespace {

std::string_view hint_for(error_code code) {
    if (code == config_errc::writable_by_others) {
        return "take the right away: chmod go-w";
    }
    if (code == config_errc::too_large) {
        return "is it the right file?";
    }
    return "relative paths start at the folder of the file that names them";
}

void report_file(
    loading& load,
    position at,
    std::string const& where,
    std::filesystem::path const& path,
    failure const& why
) {
    auto const detail = why.detail.empty() ? "" : " (" + why.detail + ")";
    load.report(
        at, where + ": " + path.string() + " " + why.code.message() + detail, hint_for(why.code)
    );
}

void strip_newline(std::string& text) {
    if (text.ends_with('\n')) {
        text.pop_back();
        if (text.ends_with('\r')) {
            text.pop_back();
        }
    }
}

std::optional<std::string> from_file(
    loading& load, yaml_node const& node, std::string const& where
) {
    auto const path = read_path(load, node, where);
    if (!path) {
        return std::nullopt;
    }
    auto content = load.read(*path, file_kind::secret);
    if (content) {
        strip_newline(*content);
        if (!content->empty()) {
            return std::move(*content);
        }
    }
    report_file(load, node.at, where, *path, content ? fail(config_errc::empty) : content.error());
    return std::nullopt;
}

std::optional<std::string> from_environment(
    loading& load, yaml_node const& node, std::string const& where
) {
    auto const name = read_string(load, node, where);
    if (!name) {
        return std::nullopt;
    }
    if (!is_variable_name(*name)) {
        load.report(
            node.at,
            where + ": not the name of an environment variable",  // perhaps a secret: not repeated
            "letters, digits and '_', the first not a digit"
        );
        return std::nullopt;
    }
    auto value = load.options().env ? load.options().env(*name) : std::nullopt;
    if (!value || value->empty()) {
        load.report(
            node.at,
            where + ": environment variable " + *name + (value ? " is empty" : " is not set"),
            "set it where Mailsonde is started"
        );
        return std::nullopt;
    }
    return value;
}

}  // namespace

std::optional<secret> read_secret(
    loading& load,
    yaml_node const& node,
    std::string_view object,
    std::string const& where,
    secret_use use
) {
    constexpr std::string_view hint = "write {file: PATH} or {env: NAME}";
    if (node.is != yaml_node::shape::mapping) {
        auto const* const what = node.is == yaml_node::shape::nothing
                                     ? ": nothing given"
                                     : ": a secret must not be in the configuration itself";
        load.report(node.at, where + what, hint);
        return std::nullopt;
    }
    object_reader const reader(load, node, object, where, key_check::confidential);
    auto const* const file = reader.find("file");
    auto const* const variable = reader.find("env");
    if ((file == nullptr) == (variable == nullptr)) {
        load.report(
            node.named_at, where + ": needs exactly one of the keys 'file' and 'env'", hint
        );
        return std::nullopt;
    }
    auto value = file != nullptr ? from_file(load, *file, reader.where("file"))
                                 : from_environment(load, *variable, reader.where("env"));
    if (!value) {
        return std::nullopt;
    }
    if (use == secret_use::login && has_control_characters(*value)) {
        load.report(
            node.named_at,
            where + ": the secret holds a control character",
            "one line of text; only one newline at the end of a file is ignored"
        );
        return std::nullopt;
    }
    return secret(*std::move(value));
}

std::optional<credentials> read_credentials(
    loading& load, yaml_node const& node, std::string const& object, std::string const& where
) {
    object_reader const reader(load, node, object, where, key_check::confidential);
    if (!reader) {
        return std::nullopt;
    }
    credentials out;
    reader.read("user", out.user, [](loading& to, yaml_node const& value, std::string const& key) {
        return read_string(to, value, key, 255);
    });
    auto const read_login = [&](std::string const& key, std::optional<secret>& target) {
        if (auto const* const value = reader.find(key)) {
            target =
                read_secret(load, *value, object + "." + key, reader.where(key), secret_use::login);
        }
    };
    read_login("password", out.password);
    read_login("access_token", out.access_token);
    if (reader.has("password") == reader.has("access_token")) {
        load.report(
            node.named_at,
            where + ": needs exactly one of the keys 'password' and 'access_token'",
            "password for PLAIN, LOGIN and SCRAM; access_token for XOAUTH2"
        );
    }
    return out;
}

void check_certificates(
    loading& load, std::filesystem::path const& path, position at, std::string const& where
) {
    auto const content = load.read(path, file_kind::authorities);
    if (!content) {
        report_file(load, at, where, path, content.error());
    } else if (content->find("-----BEGIN ") == std::string::npos ||
               content->find("CERTIFICATE-----") == std::string::npos) {
        load.report(
            at, where + ": " + path.string() + " holds no certificate", "a PEM file is needed"
        );
    }
}

void check_private_key(
    loading& load, std::filesystem::path const& path, position at, std::string const& where
) {
    auto content = load.read(path, file_kind::private_key);
    if (!content) {
        report_file(load, at, where, path, content.error());
        return;
    }
    secret const key(*std::move(content));  // wipes it
    auto const holds = [&](std::string_view text) {
        return key.reveal().find(text) != std::string_view::npos;
    };
    if (!holds("-----BEGIN ") || !holds("PRIVATE KEY-----")) {
        load.report(
            at, where + ": " + path.string() + " holds no private key", "a PEM file is needed"
        );
    } else if (holds("BEGIN ENCRYPTED") || holds("4,ENCRYPTED")) {
        // RFC 7468 section 11, RFC 1421 section 4.6.1.1
        load.report(
            at,
            where + ": " + path.string() + " needs a passphrase, and nobody is here to type it",
            "take it away: openssl pkey -in OLD -out NEW; chmod 0400 NEW"
        );
    }
}

}  // namespace mailsonde::config
