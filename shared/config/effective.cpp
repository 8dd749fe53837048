#include "shared/config/effective.hpp"

#include "shared/config/yaml_writer.hpp"

namespace mailsonde::config {
namespace {

constexpr std::string_view redacted = "<redacted>";

void write_server(yaml_writer& to, std::string_view key, server const& one) {
    to.open(key);
    to.text("host", one.host);
    to.literal("port", std::to_string(one.port));
    to.text("tls", to_text(one.tls));
    if (!one.ca_file.empty()) {
        to.text("ca_file", one.ca_file.string());
    }
    to.list("pins", one.pins);
    if (one.trusted_plaintext) {
        to.literal("trusted_plaintext", "true");
    }
    to.close();
}

void write_credentials(yaml_writer& to, credentials const& auth) {
    to.open("auth");
    to.text("user", auth.user);
    to.literal(auth.password ? "password" : "access_token", redacted);
    to.close();
}

void write_signing(yaml_writer& to, model::key_ring const& ring) {
    std::string keys;
    for (auto const& key : ring) {
        keys += (keys.empty() ? "" : ", ") + ("{id: " + yaml_writer::quoted(key.id)) +
                ", secret: " + std::string(redacted) + "}";
    }
    to.open("signing");
    to.literal("keys", "[" + keys + "]");
    to.close();
}

void write_route(yaml_writer& to, route const& one) {
    to.open(one.name);
    write_server(to, "smtp", one.smtp);
    to.text("from", one.from);
    to.text("ehlo", one.ehlo_name);
    if (one.auth) {
        write_credentials(to, *one.auth);
    }
    to.close();
}

void write_mailbox(yaml_writer& to, mailbox const& one) {
    to.open(one.name);
    to.text("address", one.address);
    write_server(to, "imap", one.imap);
    write_credentials(to, one.auth);
    if (!one.also_folders.empty() || one.junk_folder) {
        to.open("folders");
        to.list("also", one.also_folders);
        if (one.junk_folder) {
            to.text("junk", *one.junk_folder);
        }
        to.close();
    }
    to.text("min_look_interval", to_text(one.min_look_interval));
    to.close();
}

void write_expectation(yaml_writer& to, probe const& one) {
    switch (one.expect) {
        case expectation::inbox:
            return to.text("expect", "inbox");
        case expectation::junk:
            return to.text("expect", "junk");
        case expectation::nothing:
            return to.text("expect", "nothing");
        case expectation::folder:
            to.open("expect");
            to.text("folder", one.expect_folder);
            return to.close();
    }
}

void write_probe(yaml_writer& to, probe const& one) {
    to.open(one.name);
    to.text("route", one.route);
    to.list("to", one.to);
    to.text("every", to_text(one.every));
    to.text("grace", to_text(one.grace));
    to.text("deadline", to_text(one.deadline));
    to.open("delay");
    to.text("warn", to_text(one.delay.warn));
    to.text("crit", to_text(one.delay.crit));
    to.close();
    to.text("send_window", to_text(one.send_window));
    to.text("retry", to_text(one.retry));
    to.text("undetermined_after", to_text(one.undetermined_after));
    write_expectation(to, one);
    if (!one.labels.empty()) {
        to.open("labels");
        for (auto const& [name, value] : one.labels) {
            to.text(name, value);
        }
        to.close();
    }
    to.close();
}

void write_tls(yaml_writer& to, kafka_tls const& one) {
    if (one.ca.empty() && one.certificate.empty() && one.key.empty()) {
        return to.text("tls", one.on ? "on" : "off");
    }
    to.open("tls");
    auto const file = [&](std::string_view key, std::filesystem::path const& path) {
        if (!path.empty()) {
            to.text(key, path.string());
        }
    };
    file("ca", one.ca);
    file("certificate", one.certificate);
    file("key", one.key);
    to.close();
}

void write_sasl(yaml_writer& to, kafka_sasl const& one) {
    auto const is_oauth = one.mechanism == sasl_mechanism::oauthbearer;
    to.open("sasl");
    to.text("mechanism", mechanism_name(one.mechanism));
    to.text(is_oauth ? "client_id" : "user", one.user);
    to.literal(is_oauth ? "client_secret" : "password", redacted);
    if (is_oauth) {
        to.text("token_url", one.token_url);
    }
    if (!one.scope.empty()) {
        to.text("scope", one.scope);
    }
    to.close();
}

void write_kafka(yaml_writer& to, kafka_options const& one) {
    to.open("kafka");
    to.list("brokers", one.brokers);
    write_tls(to, one.tls);
    if (one.sasl) {
        write_sasl(to, *one.sasl);
    }
    if (one.replica) {
        to.text("replica", *one.replica);
    }
    to.literal("replication", std::to_string(one.replication));
    to.literal("min_in_sync", std::to_string(one.min_in_sync));
    to.text("session_timeout", to_text(one.session_timeout));
    to.close();
}

/// A mapping of named things; nothing at all if there are none.
template <class Named, class Write>
void write_named(yaml_writer& to, std::string_view section, Named const& all, Write write) {
    if (all.empty()) {
        return;
    }
    to.open(section);
    for (auto const& [name, one] : all) {
        write(to, one);
    }
    to.close();
}

}  // namespace

std::string effective_yaml(config const& of) {
    yaml_writer to;
    to.text("instance", of.instance);
    to.text("data", of.data.string());
    if (of.kafka) {
        write_kafka(to, *of.kafka);
    }
    write_signing(to, of.signing);
    to.open("topics");
    to.text("prefix", of.topic_prefix);
    to.close();
    to.open("log");
    to.text("level", of.log.level);
    to.text("format", of.log.format);
    to.close();
    if (of.http_listen) {
        to.open("http");
        to.text("listen", *of.http_listen);
        if (of.http_token) {
            to.literal("token", redacted);
        }
        to.close();
    }
    to.open("alerts");
    to.text("access_after", to_text(of.access_alert_after));
    to.close();
    to.open("login");
    to.text("pause_after_failure", to_text(of.login_pause));
    to.literal("sessions_per_server", std::to_string(of.sessions_per_server));
    to.close();
    to.open("reaper");
    to.text("after", to_text(of.reaper.after));
    to.literal("per_look", std::to_string(of.reaper.per_look));
    to.close();
    write_named(to, "routes", of.routes, write_route);
    write_named(to, "mailboxes", of.mailboxes, write_mailbox);
    write_named(to, "probes", of.probes, write_probe);
    return to.str();
}

}  // namespace mailsonde::config
