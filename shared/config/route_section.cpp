#include "shared/config/named_sections.hpp"
#include "shared/config/scalars.hpp"
#include "shared/config/secrets.hpp"
#include "shared/config/server_section.hpp"
#include "shared/config/syntax.hpp"

#include <utility>

namespace mailsonde::config {
namespace {

/// The machine's own name if EHLO may say it (RFC 5321 section 4.1.1.1), else one that always may.
std::string own_name(loading const& load) {
    auto const& ask = load.options().host_name;
    auto name = ask ? ask() : std::string();
    return is_domain(name) ? name : "localhost";
}

route read_route(loading& load, yaml_node const& node, std::string const& where) {
    route out;
    out.ehlo_name = own_name(load);
    object_reader const reader(load, node, "routes.*", where);
    if (!reader) {
        return out;
    }
    if (auto const* const value = reader.find("smtp")) {
        out.smtp = read_server(load, *value, "routes.*.smtp", reader.where("smtp"), smtp_defaults);
    }
    reader.read("from", out.from, [](loading& to, yaml_node const& value, std::string const& key) {
        return read_checked(to, value, key, address_rule);
    });
    reader.read(
        "ehlo",
        out.ehlo_name,
        [](loading& to, yaml_node const& value, std::string const& key) {
            return read_checked(to, value, key, greeting_rule);
        }
    );
    if (auto const* const value = reader.find("auth")) {
        out.auth = read_credentials(load, *value, "routes.*.auth", reader.where("auth"));
    }
    return out;
}

}  // namespace

void read_routes(loading& load, yaml_node const& node, config& out) {
    read_named(
        load,
        node,
        "routes",
        [&](std::string const& name, yaml_node const& value, std::string const& where) {
            auto one = read_route(load, value, where);
            one.name = name;
            out.routes.emplace(name, std::move(one));
        }
    );
}

}  // namespace mailsonde::config
