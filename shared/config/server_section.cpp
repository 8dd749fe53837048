#include "shared/config/server_section.hpp"

#include "shared/config/scalars.hpp"
#include "shared/config/secrets.hpp"
#include "shared/config/syntax.hpp"

#include <array>

namespace mailsonde::config {
namespace {

std::uint16_t default_port(tls_mode tls, server_defaults const& defaults) {
    switch (tls) {
        case tls_mode::implicit:
            return defaults.implicit_port;
        case tls_mode::starttls:
            return defaults.starttls_port;
        case tls_mode::none:
            return defaults.plain_port;
    }
    return 0;
}

void read_tls(object_reader const& reader, server& out) {
    constexpr std::array<std::string_view, 3> names{"implicit", "starttls", "none"};
    constexpr std::array modes{tls_mode::implicit, tls_mode::starttls, tls_mode::none};
    if (auto const* const value = reader.find("tls")) {
        if (auto const index = read_choice(reader.load(), *value, reader.where("tls"), names)) {
            out.tls = modes.at(*index);
        }
    }
}

void read_pins(object_reader const& reader, server& out) {
    auto const* const value = reader.find("pins");
    if (value == nullptr) {
        return;
    }
    for (auto const& item : read_list(reader.load(), *value, reader.where("pins"))) {
        if (auto pin = read_checked(reader.load(), item, reader.where("pins"), pin_rule)) {
            out.pins.push_back(*std::move(pin));
        }
    }
}

/// In clear only where nobody can listen, or where somebody took the responsibility by name.
void check_plaintext(object_reader const& reader, server const& out) {
    auto& load = reader.load();
    if (out.tls == tls_mode::none) {
        if (!out.host.empty() && !is_loopback(out.host) && !out.trusted_plaintext) {
            load.report(
                reader.find("tls")->at,
                reader.where("tls") + ": 'none' would send mail and passwords in clear to " +
                    out.host,
                "use implicit or starttls, or add trusted_plaintext: true to this server"
            );
        }
        for (auto const* const key : {"ca_file", "pins"}) {
            if (auto const* const value = reader.find(key)) {
                load.report(
                    value->named_at,
                    reader.where(key) + ": has no effect with tls: none",
                    "remove it, or use implicit or starttls"
                );
            }
        }
    } else if (out.trusted_plaintext) {
        load.report(
            reader.find("trusted_plaintext")->named_at,
            reader.where("trusted_plaintext") + ": has no effect without tls: none",
            "remove it"
        );
    }
}

}  // namespace

server read_server(
    loading& load,
    yaml_node const& node,
    std::string_view object,
    std::string const& where,
    server_defaults const& defaults
) {
    server out;
    out.tls = defaults.tls;
    object_reader const reader(load, node, object, where);
    if (!reader) {
        return out;
    }
    reader.read("host", out.host, [](loading& to, yaml_node const& value, std::string const& key) {
        return read_checked(to, value, key, host_rule);
    });
    read_tls(reader, out);
    out.port = default_port(out.tls, defaults);
    reader.read("port", out.port, read_port);
    reader.read("ca_file", out.ca_file, read_path);
    if (!out.ca_file.empty()) {
        check_certificates(load, out.ca_file, reader.find("ca_file")->at, reader.where("ca_file"));
    }
    read_pins(reader, out);
    reader.read("trusted_plaintext", out.trusted_plaintext, read_boolean);
    check_plaintext(reader, out);
    return out;
}

}  // namespace mailsonde::config
