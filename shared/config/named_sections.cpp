#include "shared/config/named_sections.hpp"

#include "shared/config/scalars.hpp"
#include "shared/config/syntax.hpp"

#include <string>
#include <vector>

namespace mailsonde::config {
namespace {

/// "routes" -> "route", "mailboxes" -> "mailbox"
std::string singular(std::string_view section) {
    auto const plural_end = section.ends_with("xes") ? 2U : 1U;
    return std::string(section.substr(0, section.size() - plural_end));
}

std::string nearest_defined(std::map<std::string, position> const& defined, std::string_view name) {
    constexpr std::size_t worth_comparing = 2000;
    std::vector<std::string_view> names;
    if (defined.size() <= worth_comparing) {
        for (auto const& [one, at] : defined) {
            names.push_back(one);
        }
    }
    return nearest(name, names);
}

}  // namespace

bool claim_name(loading& load, yaml_node const& key, std::string_view section) {
    auto const one = singular(section);
    if (!is_name(key.text)) {
        load.report(
            key.at,
            std::string(section) + ": '" + key.text + "' is not " + std::string(name_rule.what),
            name_rule.hint
        );
        return false;
    }
    auto const& defined = load.defined(section);
    if (auto const first = defined.find(key.text); first != defined.end()) {
        load.report(
            key.at,
            one + " '" + key.text + "' is defined twice",
            "first defined at " + load.text(first->second)
        );
        return false;
    }
    if (defined.size() >= max_named) {
        if (load.mark_full(section)) {
            load.report(
                key.at,
                std::string(section) + ": too many",
                "at most " + std::to_string(max_named) + "; split them over instances"
            );
        }
        return false;
    }
    load.define(section, key.text, key.at);
    return true;
}

void check_references(loading& load) {
    if (load.is_incomplete()) {
        return;
    }
    // Comparing names costs; after so many the reader has understood.
    auto suggestions = 100;
    for (auto const& [section, name, at, where] : load.references()) {
        auto const& defined = load.defined(section);
        if (defined.contains(name)) {
            continue;
        }
        auto const close = suggestions-- > 0 ? nearest_defined(defined, name) : "";
        auto const one = singular(section);
        load.report(
            at,
            std::string(where).append(": there is no ").append(one).append(" '" + name + "'"),
            close.empty() ? "define it under " + std::string(section)
                          : "did you mean '" + close + "'?"
        );
    }
}

}  // namespace mailsonde::config
