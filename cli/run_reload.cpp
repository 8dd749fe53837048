#include "cli/run_reload.hpp"

#include <utility>

namespace mailsonde::cli {

using telemetry::level;

std::string fixed_change(config::config const& before, config::config const& next) {
    constexpr auto const* advice = " can't change while running; restart mailsonde to change it";
    if (before.instance != next.instance) {
        return std::string("instance") + advice;
    }
    if (before.data != next.data) {
        return std::string("data") + advice;
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
    telemetry::logger& logger,
    telemetry::metrics& metrics
)
    : file_(std::move(file)),
      options_(std::move(options)),
      logger_(logger),
      metrics_(metrics),
      files_(first.files) {
    metrics_.config_loaded(true, wall_now());
}

std::shared_ptr<config::config const> run_reload::load(config::config const& in_force) {
    auto loaded = config::load(file_, options_);
    files_ = config::file_watch(loaded.files);
    for (auto const& problem : loaded.problems) {
        logger_.write(level::error, "config_problem", {{"problem", problem.text()}});
    }
    auto& next = loaded.value;
    if (next) {
        if (auto const change = fixed_change(in_force, *next); !change.empty()) {
            logger_.write(level::error, "config_problem", {{"problem", change}});
            next.reset();
        }
    }
    metrics_.config_loaded(next.has_value(), wall_now());
    if (!next) {
        logger_.write(
            level::error, "config_not_loaded", {{"file", file_.string()}, {"in_force", "as before"}}
        );
        return nullptr;
    }
    logger_.write(
        level::info,
        "config_loaded",
        {{"file", file_.string()}, {"probes", std::to_string(next->probes.size())}}
    );
    return std::make_shared<config::config const>(*std::move(next));
}

}  // namespace mailsonde::cli
