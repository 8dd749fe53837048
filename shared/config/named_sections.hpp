#pragma once

#include "shared/config/config.hpp"
#include "shared/config/object_reader.hpp"
#include "shared/config/timing_section.hpp"

#include <string>
#include <string_view>

namespace mailsonde::config {

/// Reads the mappings from names to routes, mailboxes and probes, which the top file and included
/// files may have, into `out`. Names must be unique over all files; references are gathered in
/// `load` and checked at the end.
void read_routes(loading& load, yaml_node const& node, config& out);
void read_mailboxes(loading& load, yaml_node const& node, config& out);
void read_probes(loading& load, yaml_node const& node, timings const& defaults, config& out);

/// True if the entry may be used: the name is valid, new in all files, and not one too many.
[[nodiscard]] bool claim_name(loading& load, yaml_node const& key, std::string_view section);

/// Calls `read_value(name, value, where)` for each entry with a good and new name.
template <class Read>
void read_named(loading& load, yaml_node const& node, std::string_view section, Read read_value) {
    if (!expect_mapping(load, node, std::string(section))) {
        return;
    }
    for (auto const& [key, value] : node.entries) {
        if (claim_name(load, key, section)) {
            read_value(key.text, value, std::string(section) + "." + key.text);
        }
    }
}

/// Checks that every reference names something, once all files are read.
void check_references(loading& load);

}  // namespace mailsonde::config
