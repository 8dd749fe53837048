#include "shared/telemetry/logger.hpp"

#include "shared/core/text.hpp"
#include "shared/core/time.hpp"

#include <nlohmann/json.hpp>
#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <array>
#include <utility>

namespace mailsonde::telemetry {
namespace {

constexpr std::size_t longest_value = 4096;  // a raw protocol line at trace

constexpr std::array<std::pair<level, std::string_view>, 5> names{
    {{level::trace, "trace"},
     {level::debug, "debug"},
     {level::info, "info"},
     {level::warn, "warn"},
     {level::error, "error"}}
};

std::string_view name_of(level at) {
    return names.at(static_cast<std::size_t>(at)).second;
}

spdlog::level::level_enum to_spdlog(level at) {
    switch (at) {
        case level::trace:
            return spdlog::level::trace;
        case level::debug:
            return spdlog::level::debug;
        case level::info:
            return spdlog::level::info;
        case level::warn:
            return spdlog::level::warn;
        case level::error:
            return spdlog::level::err;
    }
    return spdlog::level::info;
}

/// A value with blanks, quotes or '=' is quoted, so that a line splits at blanks unambiguously.
std::string quoted_if_needed(std::string const& value) {
    if (!value.empty() && value.find_first_of(" \"=\\") == std::string::npos) {
        return value;
    }
    std::string out = "\"";
    for (auto const c : value) {
        if (c == '"' || c == '\\') {
            out += '\\';
        }
        out += c;
    }
    return out + '"';
}

}  // namespace

logger::logger(level threshold, log_format format)
    : out_(std::make_unique<spdlog::logger>(
          "mailsonde", std::make_shared<spdlog::sinks::stderr_sink_mt>()
      )),
      format_(format) {
    out_->set_pattern("%v");
    set_threshold(threshold);
}

logger::~logger() = default;

bool logger::enabled(level at) const {
    return out_->should_log(to_spdlog(at));
}

void logger::set_threshold(level threshold) {
    out_->set_level(to_spdlog(threshold));
}

void logger::write(level at, std::string_view event, std::initializer_list<log_field> fields) {
    if (enabled(at)) {
        auto const line = format_line(format_, at, event, fields);
        auto const now = to_rfc3339(wall_now());
        out_->log(
            to_spdlog(at),
            format_ == log_format::json ? R"({"time":")" + now + "\"," + line.substr(1)
                                        : now + " " + line
        );
    }
}

level level_of(std::string_view name) {
    for (auto const& [candidate, text] : names) {
        if (text == name) {
            return candidate;
        }
    }
    return level::info;
}

std::string format_line(
    log_format format, level at, std::string_view event, std::initializer_list<log_field> fields
) {
    if (format == log_format::json) {
        nlohmann::ordered_json out{{"level", name_of(at)}, {"event", event}};
        for (auto const& field : fields) {
            out[std::string(field.key)] = sanitised(field.value, longest_value);
        }
        return out.dump();
    }
    auto out = std::string(name_of(at)) + " " + std::string(event);
    for (auto const& field : fields) {
        out += " " + std::string(field.key) + "=" +
               quoted_if_needed(sanitised(field.value, longest_value));
    }
    return out;
}

}  // namespace mailsonde::telemetry
