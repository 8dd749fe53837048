#include "cli/run_reload.hpp"

#include "shared/config/changes.hpp"

#include <set>
#include <utility>

namespace mailsonde::cli {

using telemetry::level;

namespace {

template <class Named>
std::set<std::string> names_of(Named const& all) {
    std::set<std::string> out;
    for (auto const& [name, one] : all) {
        out.insert(name);
    }
    return out;
}

}  // namespace

std::string fixed_change(config::config const& before, config::config const& next) {
    constexpr auto const* advice = " can't change while running; restart mailsonde to change it";
    if (before.instance != next.instance) {
        return std::string("instance") + advice;
    }
    if (before.data != next.data) {
        return std::string("data") + advice;
    }
    if (auto const key = config::changed_kafka(before, next); !key.empty()) {
        return key + advice;
    }
    if (before.topic_prefix != next.topic_prefix) {
        return std::string("topics.prefix") + advice;
    }
    if (before.http_listen != next.http_listen) {
        return std::string("http.listen") + advice;
    }
    if (before.log.format != next.log.format) {
        return std::string("log.format") + advice;
    }
    return "";
}

run_reload::run_reload(
    std::filesystem::path file,
    config::loader_options options,
    config::config const& first,
    telemetry::instruments const& with
)
    : file_(std::move(file)), options_(std::move(options)), with_(with), files_(first.files) {
    tell(&first);
}

/// @param loaded  nullptr: it was refused
void run_reload::tell(config::config const* loaded) {
    with_.metrics.config_loaded(loaded != nullptr, wall_now());
    with_.readiness.config_loaded(loaded != nullptr);
    if (loaded != nullptr) {
        with_.metrics.configured(
            {names_of(loaded->probes), names_of(loaded->mailboxes), names_of(loaded->routes)}
        );
    }
}

std::shared_ptr<config::config const> run_reload::load(config::config const& in_force) {
    auto loaded = config::load(file_, options_);
    files_ = config::file_watch(loaded.files);
    for (auto const& problem : loaded.problems) {
        with_.logger.write(level::error, "config_problem", {{"problem", problem.text()}});
    }
    auto& next = loaded.value;
    if (next) {
        if (auto const change = fixed_change(in_force, *next); !change.empty()) {
            with_.logger.write(level::error, "config_problem", {{"problem", change}});
            next.reset();
        }
    }
    tell(next ? &*next : nullptr);
    if (!next) {
        with_.logger.write(
            level::error, "config_not_loaded", {{"file", file_.string()}, {"in_force", "as before"}}
        );
        return nullptr;
    }
    with_.logger.write(
        level::info,
        "config_loaded",
        {{"file", file_.string()}, {"probes", std::to_string(next->probes.size())}}
    );
    return std::make_shared<config::config const>(*std::move(next));
}

}  // namespace mailsonde::cli
