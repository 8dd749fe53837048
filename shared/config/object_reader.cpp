#include "shared/config/object_reader.hpp"

#include <algorithm>
#include <utility>

namespace mailsonde::config {
namespace {

std::string prefixed(std::string const& where, std::string_view what) {
    return where.empty() ? std::string(what) : where + ": " + std::string(what);
}

std::string listed(std::vector<std::string_view> const& names) {
    std::string out;
    for (auto const name : names) {
        out += (out.empty() ? "" : ", ") + std::string(name);
    }
    return out;
}

}  // namespace

bool expect_mapping(loading& load, yaml_node const& node, std::string const& where) {
    if (node.is == yaml_node::shape::mapping) {
        return true;
    }
    auto const what = "expected a mapping, found " + std::string(described(node));
    load.report(node.at, prefixed(where, what), "write 'key: value' lines or {key: value}");
    return false;
}

object_reader::object_reader(
    loading& load,
    yaml_node const& node,
    std::string_view object,
    std::string where,
    key_check check
)
    : load_(load), node_(node), where_(std::move(where)) {
    if (!expect_mapping(load, node, where_)) {
        return;
    }
    auto const known = keys_of(object);
    for (std::size_t i = 0; i < node.entries.size(); ++i) {
        check_key(i, known, check);
    }
    for (auto const& one : known) {
        if (one.required && check != key_check::no_required && !has(one.key)) {
            auto const what = "key '" + std::string(one.key) + "' is missing";
            load.report(node.named_at, prefixed(where_, what), "it is required here");
        }
    }
}

void object_reader::check_key(
    std::size_t index, std::vector<known_key> const& known, key_check check
) const {
    auto const& key = node_.entries[index].key;
    std::vector<std::string_view> names;
    names.reserve(known.size());
    for (auto const& one : known) {
        names.push_back(one.key);
    }
    if (std::find(names.begin(), names.end(), key.text) == names.end()) {
        auto const confidential = check == key_check::confidential;
        auto const close = nearest(key.text, names);
        load_.report(
            key.at,
            prefixed(where_, confidential ? "unknown key" : "unknown key '" + key.text + "'"),
            close.empty() ? "known here: " + listed(names) : "did you mean '" + close + "'?"
        );
        return;
    }
    if (auto const* const first = find(key.text); first != &node_.entries[index].value) {
        load_.report(
            key.at,
            prefixed(where_, "key '" + key.text + "' is given twice"),
            "first given at " + load_.text(first->named_at)
        );
    }
}

yaml_node const* object_reader::find(std::string_view key) const {
    auto const found =
        std::find_if(node_.entries.begin(), node_.entries.end(), [&](yaml_entry const& entry) {
            return entry.key.text == key;
        });
    return found == node_.entries.end() ? nullptr : &found->value;
}

std::string object_reader::where(std::string_view key) const {
    return where_.empty() ? std::string(key) : where_ + "." + std::string(key);
}

}  // namespace mailsonde::config
