#pragma once

#include "shared/config/kafka_options.hpp"
#include "shared/core/credentials.hpp"
#include "shared/core/secret.hpp"
#include "shared/core/time.hpp"
#include "shared/core/tls_mode.hpp"
#include "shared/model/token.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// The configuration after loading: defaults applied, references resolved, secrets read. Immutable
/// once loaded; a reload makes a new one.
namespace mailsonde::config {

struct server {
    /// DNS name or address literal; also the name that the certificate must bear.
    std::string host;
    std::uint16_t port = 0;
    tls_mode tls = tls_mode::implicit;
    std::filesystem::path ca_file;   ///< empty: the system's certificate authorities
    std::vector<std::string> pins;   ///< "sha256/<base64>" of accepted public keys; empty: none
    bool trusted_plaintext = false;  ///< tls: none to a host that isn't loopback was named trusted
};

struct route {
    std::string name;
    server smtp;
    std::string from;       ///< envelope sender and From address
    std::string ehlo_name;  ///< what we call ourselves; default: the host's name
    std::optional<credentials> auth;
};

struct mailbox {
    std::string name;
    std::string address;
    server imap;
    credentials auth;
    std::vector<std::string> also_folders;   ///< watched besides INBOX and Junk
    std::optional<std::string> junk_folder;  ///< instead of discovery
    milliseconds min_look_interval{100};     ///< never look more often
};

enum class expectation : std::uint8_t { inbox, junk, folder, nothing };

struct delay_limits {
    milliseconds warn{60'000};
    milliseconds crit{300'000};
};

struct probe {
    std::string name;
    std::string route;
    std::vector<std::string> to;  ///< names of mailboxes
    milliseconds every{300'000};
    milliseconds grace{15'000};
    milliseconds deadline{600'000};     ///< after acceptance; later is missing
    milliseconds send_window{900'000};  ///< how long after the slot a 4xx is still retried
    /// First wait before a mail that was answered 4xx is tried again; then 5 and 10 times as long.
    milliseconds retry{60'000};
    /// After the deadline, while the mailbox can't be read.
    milliseconds undetermined_after{900'000};
    delay_limits delay;
    expectation expect = expectation::inbox;
    std::string expect_folder;  ///< with expectation::folder
    std::map<std::string, std::string> labels;
};

struct log_options {
    std::string level = "info";   ///< error warn info debug trace
    std::string format = "text";  ///< text (key=value) or json
};

/// Test mails that nobody claims: leftovers of crashes, of `mailsonde once`, late copies.
struct reaper_options {
    milliseconds after{172'800'000};  ///< their slots are older than this when they are deleted
    int per_look = 20;                ///< so many at most, for each look; 0: none ever
};

struct config {
    std::string instance;
    std::filesystem::path data;          ///< folder of the embedded log
    std::optional<kafka_options> kafka;  ///< absent: the embedded log
    std::string topic_prefix = "mailsonde";
    model::key_ring signing;
    std::map<std::string, route> routes;
    std::map<std::string, mailbox> mailboxes;
    std::map<std::string, probe> probes;
    log_options log;
    std::optional<std::string> http_listen;   ///< "127.0.0.1:9464"; absent: no HTTP
    std::optional<secret> http_token;         ///< what may read metrics; never absent off loopback
    milliseconds access_alert_after{60'000};  ///< a mailbox unreadable for so long raises an alert
    milliseconds login_pause{900'000};        ///< no second login for so long after a refused one
    int sessions_per_server = 10;             ///< with mailboxes of one host and port, at a time
    reaper_options reaper;
    /// All files read, secrets and authorities too, and the folders that `include` searched: what a
    /// reload watches.
    std::vector<std::filesystem::path> files;
};

}  // namespace mailsonde::config
