#include "tests/unit/config/sandbox.hpp"

#include <gtest/gtest.h>

#include <string>

namespace mailsonde::config {
namespace {

/// A route whose server is `server`; the server's mapping starts in column 18 of line 1.
std::string route_with(std::string const& server) {
    return "routes: {relay: {smtp: {" + server + "}, from: p@example.org}}\n";
}

std::string const host_hint =
    "write a DNS name (letters, digits, '-', '.'), an IPv4 or an IPv6 address without brackets";
std::string const port_hint = "a number from 1 to 65535, without quotes";
std::string const pin_hint =
    "write sha256/ and the base64 of the SHA-256 of the server's public key";
std::string const address_hint =
    "write local-part@domain in ASCII, without quotes, display name or angle brackets";

TEST(ServerProblems, HostAndPort) {
    expect_problems({
        {route_with("port: 25"),
         {"1:18: routes.relay.smtp: key 'host' is missing; it is required here"}},
        {route_with("host: mail_1.example"),
         {"1:31: routes.relay.smtp.host: 'mail_1.example' is not a host; " + host_hint}},
        {route_with("host: 1.2.3.256"),
         {"1:31: routes.relay.smtp.host: '1.2.3.256' is not a host; " + host_hint}},
        {route_with("host: a.b, port: 0"),
         {"1:42: routes.relay.smtp.port: 0 is not a port; " + port_hint}},
        {route_with("host: a.b, port: 65536"),
         {"1:42: routes.relay.smtp.port: 65536 is not a port; " + port_hint}},
        {route_with("host: a.b, port: -1"),
         {"1:42: routes.relay.smtp.port: -1 is not a port; " + port_hint}},
        {route_with("host: a.b, port: 5.5"),
         {"1:42: routes.relay.smtp.port: 5.5 is not a port; " + port_hint}},
        {route_with("host: a.b, port: '587'"),
         {"1:42: routes.relay.smtp.port: expected a number, found a string; " + port_hint}},
        {route_with("host: a.b, port: smtp"),
         {"1:42: routes.relay.smtp.port: expected a number, found a string; " + port_hint}},
        {route_with("host: a.b, prot: 25"),
         {"1:36: routes.relay.smtp: unknown key 'prot'; did you mean 'port'?"}},
    });
}

TEST(ServerProblems, TransportSecurity) {
    std::string const plain =
        "1:41: routes.relay.smtp.tls: 'none' would send mail and passwords in clear "
        "to a.b; use implicit or starttls, or add trusted_plaintext: true to this "
        "server";
    expect_problems({
        {route_with("host: a.b, tls: off"),
         {"1:41: routes.relay.smtp.tls: 'off' is not known; one of: implicit, starttls, none"}},
        {route_with("host: a.b, tls: none"), {plain}},
        {route_with("host: a.b, tls: none, trusted_plaintext: false"), {plain}},
        {route_with("host: a.b, tls: none, trusted_plaintext: yes"),
         {plain,
          "1:66: routes.relay.smtp.trusted_plaintext: expected a boolean, found a string; write "
          "true or "
          "false, without quotes"}},
        {route_with("host: a.b, trusted_plaintext: true"),
         {"1:36: routes.relay.smtp.trusted_plaintext: has no effect without tls: none; remove it"}},
        {route_with("host: 127.0.0.1, tls: none, pins: []"),
         {"1:53: routes.relay.smtp.pins: has no effect with tls: none; remove it, or use implicit "
          "or "
          "starttls"}},
        {route_with("host: a.b, pins: [sha256/abc, 1]"),
         {"1:43: routes.relay.smtp.pins: 'sha256/abc' is not a pin; " + pin_hint,
          "1:55: routes.relay.smtp.pins: expected a string, found a number; put it in quotes: \"1\""
         }},
        {"mailboxes: {anna: {address: a@b, imap: {host: a.b, tls: none}, auth: {user: anna, "
         "password: "
         "{env: PASSWORD}}}}\n",
         {"1:57: mailboxes.anna.imap.tls: 'none' would send mail and passwords in clear to a.b; "
          "use "
          "implicit or starttls, or add trusted_plaintext: true to this server"}},
    });
}

TEST(ServerProblems, RoutesAndMailboxes) {
    expect_problems({
        {"routes: {relay: {smtp: {host: a.b}, from: Anna <a@b.c>, ehlo: my_host}}\n",
         {"1:43: routes.relay.from: 'Anna <a@b.c>' is not a mail address; " + address_hint,
          "1:63: routes.relay.ehlo: 'my_host' is not a host name; write a DNS name, [IPv4 address] "
          "or "
          "[IPv6:address]"}},
        {"routes: {relay: {smtp: {host: a.b}, from: a@b, auht: {user: a}}}\n",
         {"1:48: routes.relay: unknown key 'auht'; did you mean 'auth'?"}},
        {"routes: {my relay: {smtp: {host: a.b}, from: a@b}, relay: {smtp: {host: a.b}, from: "
         "a@b}}\n",
         {"1:10: routes: 'my relay' is not a valid name; 1 to 64 letters, digits, '.', '_' and "
          "'-', the "
          "first a letter or digit"}},
        {"routes: {relay: {smtp: {host: a.b}, from: a@b}, relay: {smtp: {host: a.b}, from: a@b}}\n",
         {"1:49: route 'relay' is defined twice; first defined at DIR/mailsonde.yaml:1:10"}},
        {"mailboxes: {anna: {address: a@b..c}}\n",
         {"1:13: mailboxes.anna: key 'auth' is missing; it is required here",
          "1:13: mailboxes.anna: key 'imap' is missing; it is required here",
          "1:29: mailboxes.anna.address: 'a@b..c' is not a mail address; " + address_hint}},
        {"mailboxes:\n  anna:\n    address: a@b\n    imap: {host: a.b}\n"
         "    auth: {user: anna, password: {env: PASSWORD}}\n"
         "    folders: {also: [Lists, inbox, Lists, 7], junk: INBOX}\n    min_look_interval: 9ms\n",
         {"6:29: mailboxes.anna.folders.also: INBOX is not allowed here; it is always watched; "
          "remove it",
          "6:36: mailboxes.anna.folders.also: 'Lists' is given twice; remove one",
          "6:43: mailboxes.anna.folders.also: expected a string, found a number; put it in quotes: "
          "\"7\"",
          "6:53: mailboxes.anna.folders.junk: INBOX is not allowed here; it can't be the Junk "
          "folder as "
          "well",
          "7:24: mailboxes.anna.min_look_interval: 9ms is out of range; from 10ms to 1d"}},
    });
}

}  // namespace
}  // namespace mailsonde::config
