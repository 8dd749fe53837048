#include "shared/config/loader.hpp"

#include "shared/config/general_sections.hpp"
#include "shared/config/includes.hpp"
#include "shared/config/kafka_section.hpp"
#include "shared/config/named_sections.hpp"
#include "shared/config/reaper_section.hpp"
#include "shared/config/yaml_reader.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <exception>
#include <system_error>
#include <utility>

namespace mailsonde::config {
namespace {

std::filesystem::path made_absolute(std::filesystem::path const& path) {
    std::error_code error;
    auto out = std::filesystem::absolute(path, error);
    return error ? path : out.lexically_normal();
}

/// Reads and parses one file. What can't be read is reported at `named_at`.
std::optional<yaml_node> read_file_at(
    loading& load, std::filesystem::path const& path, std::optional<position> named_at
) {
    auto const content = load.read(made_absolute(path), file_kind::configuration);
    if (content) {
        return read_yaml(load, load.add_source(path), *content);
    }
    auto const at = named_at ? *named_at : position{load.add_source(path), 1, 1};
    auto const subject = named_at ? "include: " + path.string() : "the file";
    auto const& why = content.error();
    load.report(
        at,
        subject + " " + why.code.message() + (why.detail.empty() ? "" : " (" + why.detail + ")"),
        why.code == config_errc::too_large ? "split it with 'include'" : "check its path and mode"
    );
    return std::nullopt;
}

void read_named_sections(object_reader const& file, timings const& defaults, config& out) {
    auto& load = file.load();
    if (auto const* const value = file.find("routes")) {
        read_routes(load, *value, out);
    }
    if (auto const* const value = file.find("mailboxes")) {
        read_mailboxes(load, *value, out);
    }
    if (auto const* const value = file.find("probes")) {
        read_probes(load, *value, defaults, out);
    }
}

void read_included(loading& load, inclusion const& from, timings const& defaults, config& out) {
    auto const root = read_file_at(load, from.path, from.at);
    if (!root) {
        load.mark_incomplete();
        return;
    }
    if (root->is == yaml_node::shape::nothing) {
        return;  // a file that a customer's last entry was removed from
    }
    object_reader const file(load, *root, "", "", key_check::no_required);
    if (!file) {
        load.mark_incomplete();
        return;
    }
    auto const allowed = includable_keys();
    for (auto const& [key, value] : root->entries) {
        auto const is_allowed =
            std::find(allowed.begin(), allowed.end(), key.text) != allowed.end();
        auto const known = keys_of("");
        auto const is_known = std::any_of(known.begin(), known.end(), [&](known_key const& one) {
            return one.key == key.text;
        });
        if (is_known && !is_allowed) {
            load.report(
                key.at,
                "key '" + key.text + "' is not allowed in an included file",
                "move it to " + load.source(0).string()
            );
        }
    }
    read_named_sections(file, defaults, out);
}

timings read_defaults(object_reader const& top) {
    if (auto const* const value = top.find("defaults")) {
        object_reader const defaults(top.load(), *value, "defaults", "defaults");
        if (defaults) {
            return read_timings(defaults, "defaults.delay", {});
        }
    }
    return {};
}

config read_all(loading& load, std::filesystem::path const& path) {
    config out;
    auto const root = read_file_at(load, path, std::nullopt);
    if (!root) {
        return out;
    }
    object_reader const top(load, *root, "", "");
    if (!top) {
        return out;
    }
    read_general(top, out);
    read_kafka(top, out);
    auto const defaults = read_defaults(top);
    read_named_sections(top, defaults, out);
    if (auto const* const patterns = top.find("include")) {
        for (auto const& one : find_included(load, *patterns)) {
            read_included(load, one, defaults, out);
        }
    }
    check_references(load);
    read_reaper(top, out);
    if (load.defined("probes").empty() && !load.is_incomplete()) {
        load.report(root->at, "there are no probes", "define at least one under 'probes'");
    }
    return out;
}

std::string machine_name() {
    std::array<char, 256> buffer{};
    if (::gethostname(buffer.data(), buffer.size() - 1) != 0) {
        return {};
    }
    return buffer.data();
}

}  // namespace

load_result load(std::filesystem::path const& file, loader_options const& options) {
    load_result out;
    try {
        loading state(options);
        auto loaded = read_all(state, file);
        out.problems = state.problems();
        out.files = state.files();
        if (out.problems.empty()) {
            loaded.files = out.files;
            out.value = std::move(loaded);
        }
    } catch (std::exception const& e) {
        out.value.reset();
        out.problems.push_back({file, 1, 1, std::string("cannot be loaded: ") + e.what(), {}});
    }
    return out;
}

page_place load_page_place(std::filesystem::path const& file, loader_options const& options) {
    page_place out;
    loading state(options);
    if (auto const root = read_file_at(state, file, std::nullopt)) {
        object_reader const top(state, *root, "", "");
        out.readable = static_cast<bool>(top);
        config found;
        if (out.readable) {
            read_http_section(top, found);
        }
        out.listen = found.http_listen;
        out.token = std::move(found.http_token);
    }
    out.problems = state.problems();
    return out;
}

load_result load(std::filesystem::path const& file, environment const& env) {
    return load(file, loader_options{env, read_file, machine_name});
}

environment process_environment() {
    return [](std::string const& name) -> std::optional<std::string> {
        // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing in Mailsonde changes the environment
        auto const* const value = std::getenv(name.c_str());
        return value == nullptr ? std::nullopt : std::optional<std::string>(value);
    };
}

}  // namespace mailsonde::config
