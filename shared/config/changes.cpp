#include "shared/config/changes.hpp"

#include <optional>
#include <tuple>

namespace mailsonde::config {
namespace {

auto facts(server const& of) {
    return std::tie(of.host, of.port, of.tls, of.ca_file, of.pins, of.trusted_plaintext);
}

bool same(std::optional<secret> const& a, std::optional<secret> const& b) {
    return a && b ? a->same_as(*b) : a.has_value() == b.has_value();
}

bool same(credentials const& a, credentials const& b) {
    return a.user == b.user && same(a.password, b.password) && same(a.access_token, b.access_token);
}

bool same(route const& a, route const& b) {
    auto const same_login =
        a.auth && b.auth ? same(*a.auth, *b.auth) : a.auth.has_value() == b.auth.has_value();
    return same_login && facts(a.smtp) == facts(b.smtp) && a.ehlo_name == b.ehlo_name;
}

bool same(mailbox const& a, mailbox const& b) {
    return same(a.auth, b.auth) && facts(a.imap) == facts(b.imap) &&
           a.also_folders == b.also_folders && a.junk_folder == b.junk_folder;
}

auto facts(kafka_tls const& of) {
    return std::tie(of.on, of.ca, of.certificate, of.key);
}

bool same(std::optional<kafka_sasl> const& a, std::optional<kafka_sasl> const& b) {
    auto const shown = [](kafka_sasl const& of) {
        return std::tie(of.mechanism, of.user, of.token_url, of.scope);
    };
    return a && b ? shown(*a) == shown(*b) && a->password.same_as(b->password)
                  : a.has_value() == b.has_value();
}

template <class Named>
std::set<std::string> changed(Named const& before, Named const& next) {
    std::set<std::string> out;
    for (auto const& [name, one] : next) {
        auto const old = before.find(name);
        if (old == before.end() || !same(old->second, one)) {
            out.insert(name);
        }
    }
    return out;
}

}  // namespace

std::set<std::string> changed_routes(config const& before, config const& next) {
    return changed(before.routes, next.routes);
}

std::set<std::string> changed_mailboxes(config const& before, config const& next) {
    return changed(before.mailboxes, next.mailboxes);
}

std::string changed_kafka(config const& before, config const& next) {
    if (!before.kafka || !next.kafka) {
        return before.kafka.has_value() == next.kafka.has_value() ? "" : "kafka";
    }
    auto const& a = *before.kafka;
    auto const& b = *next.kafka;
    if (a.brokers != b.brokers) {
        return "kafka.brokers";
    }
    if (facts(a.tls) != facts(b.tls)) {
        return "kafka.tls";
    }
    if (!same(a.sasl, b.sasl)) {
        return "kafka.sasl";
    }
    if (a.replica != b.replica) {
        return "kafka.replica";
    }
    if (a.replication != b.replication) {
        return "kafka.replication";
    }
    if (a.min_in_sync != b.min_in_sync) {
        return "kafka.min_in_sync";
    }
    return a.session_timeout != b.session_timeout ? "kafka.session_timeout" : "";
}

}  // namespace mailsonde::config
