#include "shared/config/known_keys.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace mailsonde::config {
namespace {

constexpr auto required = true;

constexpr auto table = std::to_array<known_key>({
    {"", "instance", required},
    {"", "data", required},
    {"", "signing", required},
    {"", "defaults"},
    {"", "routes"},
    {"", "mailboxes"},
    {"", "probes"},
    {"", "include"},
    {"", "log"},
    {"", "http"},
    {"", "alerts"},
    {"", "login"},
    {"", "reaper"},
    {"", "topics"},
    {"", "kafka"},
    {"signing", "keys", required},
    {"signing.keys[]", "id", required},
    {"signing.keys[]", "secret", required},
    {"signing.keys[].secret", "file"},
    {"signing.keys[].secret", "env"},
    {"defaults", "every"},
    {"defaults", "grace"},
    {"defaults", "deadline"},
    {"defaults", "delay"},
    {"defaults", "send_window"},
    {"defaults", "retry"},
    {"defaults", "undetermined_after"},
    {"defaults.delay", "warn"},
    {"defaults.delay", "crit"},
    {"routes.*", "smtp", required},
    {"routes.*", "from", required},
    {"routes.*", "ehlo"},
    {"routes.*", "auth"},
    {"routes.*.smtp", "host", required},
    {"routes.*.smtp", "port"},
    {"routes.*.smtp", "tls"},
    {"routes.*.smtp", "ca_file"},
    {"routes.*.smtp", "pins"},
    {"routes.*.smtp", "trusted_plaintext"},
    {"routes.*.auth", "user", required},
    {"routes.*.auth", "password"},
    {"routes.*.auth", "access_token"},
    {"routes.*.auth.password", "file"},
    {"routes.*.auth.password", "env"},
    {"routes.*.auth.access_token", "file"},
    {"routes.*.auth.access_token", "env"},
    {"mailboxes.*", "address", required},
    {"mailboxes.*", "imap", required},
    {"mailboxes.*", "auth", required},
    {"mailboxes.*", "folders"},
    {"mailboxes.*", "min_look_interval"},
    {"mailboxes.*.imap", "host", required},
    {"mailboxes.*.imap", "port"},
    {"mailboxes.*.imap", "tls"},
    {"mailboxes.*.imap", "ca_file"},
    {"mailboxes.*.imap", "pins"},
    {"mailboxes.*.imap", "trusted_plaintext"},
    {"mailboxes.*.auth", "user", required},
    {"mailboxes.*.auth", "password"},
    {"mailboxes.*.auth", "access_token"},
    {"mailboxes.*.auth.password", "file"},
    {"mailboxes.*.auth.password", "env"},
    {"mailboxes.*.auth.access_token", "file"},
    {"mailboxes.*.auth.access_token", "env"},
    {"mailboxes.*.folders", "also"},
    {"mailboxes.*.folders", "junk"},
    {"probes.*", "route", required},
    {"probes.*", "to", required},
    {"probes.*", "every"},
    {"probes.*", "grace"},
    {"probes.*", "deadline"},
    {"probes.*", "delay"},
    {"probes.*", "send_window"},
    {"probes.*", "retry"},
    {"probes.*", "undetermined_after"},
    {"probes.*", "expect"},
    {"probes.*", "labels"},
    {"probes.*.delay", "warn"},
    {"probes.*.delay", "crit"},
    {"probes.*.expect", "folder", required},
    {"log", "level"},
    {"log", "format"},
    {"http", "listen", required},
    {"http", "token"},
    {"http.token", "file"},
    {"http.token", "env"},
    {"alerts", "access_after"},
    {"login", "pause_after_failure"},
    {"login", "sessions_per_server"},
    {"reaper", "after"},
    {"reaper", "per_look"},
    {"topics", "prefix"},
    {"kafka", "brokers", required},
    {"kafka", "tls"},
    {"kafka", "sasl"},
    {"kafka", "replica"},
    {"kafka", "replication"},
    {"kafka", "min_in_sync"},
    {"kafka", "session_timeout"},
    {"kafka.tls", "ca"},
    {"kafka.tls", "certificate"},
    {"kafka.tls", "key"},
    {"kafka.sasl", "mechanism", required},
    {"kafka.sasl", "user"},
    {"kafka.sasl", "password"},
    {"kafka.sasl", "client_id"},
    {"kafka.sasl", "client_secret"},
    {"kafka.sasl", "token_url"},
    {"kafka.sasl", "scope"},
    {"kafka.sasl.password", "file"},
    {"kafka.sasl.password", "env"},
    {"kafka.sasl.client_secret", "file"},
    {"kafka.sasl.client_secret", "env"},
});

constexpr std::array<std::string_view, 3> includable{"routes", "mailboxes", "probes"};

/// Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before(b.size() + 1);
    std::vector<std::size_t> above(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) {
        above[j] = j;
    }
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            auto const replaced = above[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U);
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, replaced});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[j] = std::min(row[j], before[j - 2] + 1);
            }
        }
        std::swap(before, above);
        std::swap(above, row);
    }
    return above[b.size()];
}

}  // namespace

std::span<known_key const> known_keys() {
    return table;
}

std::vector<known_key> keys_of(std::string_view object) {
    std::vector<known_key> out;
    std::copy_if(table.begin(), table.end(), std::back_inserter(out), [&](known_key const& row) {
        return row.object == object;
    });
    return out;
}

std::span<std::string_view const> includable_keys() {
    return includable;
}

std::string nearest(std::string_view text, std::span<std::string_view const> candidates) {
    constexpr std::size_t longest = 64;  // bounds the work; no key or name is longer
    std::string_view best;
    auto best_distance = std::min<std::size_t>(3, std::max<std::size_t>(1, text.size() / 2)) + 1;
    for (auto const candidate : candidates) {
        auto const difference = text.size() > candidate.size() ? text.size() - candidate.size()
                                                               : candidate.size() - text.size();
        if (text.size() > longest || candidate.size() > longest || difference >= best_distance) {
            continue;
        }
        if (auto const d = distance(text, candidate); d < best_distance) {
            best_distance = d;
            best = candidate;
        }
    }
    return std::string(best);
}

}  // namespace mailsonde::config
