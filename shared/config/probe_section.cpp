#include "shared/config/folders.hpp"
#include "shared/config/named_sections.hpp"
#include "shared/config/scalars.hpp"
#include "shared/config/syntax.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace mailsonde::config {
namespace {

constexpr std::size_t max_labels = 32;

void read_route_name(object_reader const& reader, probe& out) {
    if (auto const* const value = reader.find("route")) {
        auto const where = reader.where("route");
        if (auto name = read_checked(reader.load(), *value, where, name_rule)) {
            reader.load().refer({"routes", *name, value->at, where});
            out.route = *std::move(name);
        }
    }
}

void read_recipients(object_reader const& reader, probe& out) {
    auto const* const value = reader.find("to");
    if (value == nullptr) {
        return;
    }
    auto& load = reader.load();
    auto const where = reader.where("to");
    auto const items = read_list(load, *value, where);
    if (items.empty() && value->is == yaml_node::shape::list) {
        load.report(value->at, where + ": the list is empty", "name at least one mailbox");
    }
    for (auto const& item : items) {
        auto name = read_checked(load, item, where, name_rule);
        if (!name) {
            continue;
        }
        if (std::find(out.to.begin(), out.to.end(), *name) != out.to.end()) {
            load.report(item.at, where + ": '" + *name + "' is given twice", "remove one");
            continue;
        }
        load.refer({"mailboxes", *name, item.at, where});
        out.to.push_back(*std::move(name));
    }
}

void read_expectation(object_reader const& reader, probe& out) {
    constexpr std::array<std::string_view, 3> names{"inbox", "junk", "nothing"};
    constexpr std::array values{expectation::inbox, expectation::junk, expectation::nothing};
    auto const* const value = reader.find("expect");
    if (value == nullptr) {
        return;
    }
    auto& load = reader.load();
    auto const where = reader.where("expect");
    if (value->is != yaml_node::shape::mapping) {
        if (auto const index = read_choice(load, *value, where, names, "{folder: NAME}")) {
            out.expect = values.at(*index);
        }
        return;
    }
    object_reader const inner(load, *value, "probes.*.expect", where);
    if (auto const* const folder = inner.find("folder")) {
        auto name = read_folder(load, *folder, inner.where("folder"), "write expect: inbox");
        out.expect = expectation::folder;
        out.expect_folder = std::move(name).value_or("");
    }
}

void read_label(loading& load, yaml_entry const& entry, std::string const& where, probe& out) {
    auto const& [key, value] = entry;
    if (!is_label_name(key.text)) {
        load.report(
            key.at,
            where + ": '" + key.text + "' is not a label name",
            "1 to 64 letters, digits and '_', the first not a digit"
        );
        return;
    }
    auto text = read_string(load, value, where + "." + key.text, 256);
    if (out.labels.contains(key.text)) {
        load.report(key.at, where + ": '" + key.text + "' is given twice", "remove one");
    } else if (out.labels.size() >= max_labels) {
        load.report(key.at, where + ": too many", "at most " + std::to_string(max_labels));
    } else {
        out.labels.emplace(key.text, std::move(text).value_or(""));
    }
}

void read_labels(object_reader const& reader, probe& out) {
    auto const* const value = reader.find("labels");
    auto const where = reader.where("labels");
    if (value != nullptr && expect_mapping(reader.load(), *value, where)) {
        for (auto const& entry : value->entries) {
            read_label(reader.load(), entry, where, out);
        }
    }
}

void take_timings(timings const& from, probe& out) {
    out.every = from.every.value;
    out.grace = from.grace.value;
    out.deadline = from.deadline.value;
    out.send_window = from.send_window.value;
    out.retry = from.retry.value;
    out.undetermined_after = from.undetermined_after.value;
    out.delay = {from.warn.value, from.crit.value};
}

}  // namespace

void read_probes(loading& load, yaml_node const& node, timings const& defaults, config& out) {
    read_named(
        load,
        node,
        "probes",
        [&](std::string const& name, yaml_node const& value, std::string const& where) {
            object_reader const reader(load, value, "probes.*", where);
            probe one;
            one.name = name;
            if (reader) {
                read_route_name(reader, one);
                read_recipients(reader, one);
                take_timings(read_timings(reader, "probes.*.delay", defaults), one);
                read_expectation(reader, one);
                read_labels(reader, one);
            }
            out.probes.emplace(name, std::move(one));
        }
    );
}

}  // namespace mailsonde::config
