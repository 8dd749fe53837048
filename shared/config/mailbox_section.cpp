#include "shared/config/folders.hpp"
#include "shared/config/named_sections.hpp"
#include "shared/config/scalars.hpp"
#include "shared/config/secrets.hpp"
#include "shared/config/server_section.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace mailsonde::config {
namespace {

using namespace std::chrono_literals;

void read_also(object_reader const& reader, mailbox& out) {
    auto const* const value = reader.find("also");
    if (value == nullptr) {
        return;
    }
    auto& load = reader.load();
    auto const where = reader.where("also");
    for (auto const& item : read_list(load, *value, where)) {
        auto name = read_folder(load, item, where, "it is always watched; remove it");
        if (!name) {
            continue;
        }
        auto& known = out.also_folders;
        if (std::find(known.begin(), known.end(), *name) != known.end()) {
            load.report(item.at, where + ": '" + *name + "' is given twice", "remove one");
            continue;
        }
        known.push_back(*std::move(name));
    }
}

void read_folders(object_reader const& reader, mailbox& out) {
    if (!reader) {
        return;
    }
    read_also(reader, out);
    if (auto const* const value = reader.find("junk")) {
        out.junk_folder = read_folder(
            reader.load(), *value, reader.where("junk"), "it can't be the Junk folder as well"
        );
    }
}

mailbox read_mailbox(loading& load, yaml_node const& node, std::string const& where) {
    mailbox out;
    object_reader const reader(load, node, "mailboxes.*", where);
    if (!reader) {
        return out;
    }
    reader.read(
        "address",
        out.address,
        [](loading& to, yaml_node const& value, std::string const& key) {
            return read_checked(to, value, key, address_rule);
        }
    );
    if (auto const* const value = reader.find("imap")) {
        out.imap =
            read_server(load, *value, "mailboxes.*.imap", reader.where("imap"), imap_defaults);
    }
    if (auto const* const value = reader.find("auth")) {
        auto auth = read_credentials(load, *value, "mailboxes.*.auth", reader.where("auth"));
        out.auth = std::move(auth).value_or(credentials{});
    }
    if (auto const* const value = reader.find("folders")) {
        object_reader const folders(load, *value, "mailboxes.*.folders", reader.where("folders"));
        read_folders(folders, out);
    }
    reader.read(
        "min_look_interval",
        out.min_look_interval,
        [](loading& to, yaml_node const& value, std::string const& key) {
            return read_duration(to, value, key, {10ms, 24h});
        }
    );
    return out;
}

}  // namespace

void read_mailboxes(loading& load, yaml_node const& node, config& out) {
    read_named(
        load,
        node,
        "mailboxes",
        [&](std::string const& name, yaml_node const& value, std::string const& where) {
            auto one = read_mailbox(load, value, where);
            one.name = name;
            out.mailboxes.emplace(name, std::move(one));
        }
    );
}

}  // namespace mailsonde::config
