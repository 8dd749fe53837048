#pragma once

#include "shared/core/result.hpp"

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

namespace spdlog {
class logger;
}

namespace mailsonde::telemetry {

/// By who must act: error - it cannot do its job; warn - the operator should act; info - rare
/// milestones; debug - protocol phases; trace - raw dialogs, credentials masked.
enum class level : std::uint8_t { trace, debug, info, warn, error };

enum class log_format : std::uint8_t { text, json };

struct log_field {
    std::string_view key;
    std::string value;
};

/// One event per line: `2026-11-24T02:09:31.123Z info mail_sent probe=inbound code=250`, or the
/// same as a JSON object. Values are sanitised here, so that nothing a server says can forge a
/// line. Thread-safe.
class logger {
public:
    /// Writes to standard error: standard output belongs to results.
    logger(level threshold, log_format format);
    logger(logger const&) = delete;
    logger& operator=(logger const&) = delete;
    ~logger();

    [[nodiscard]] bool enabled(level at) const;
    void write(level at, std::string_view event, std::initializer_list<log_field> fields = {});
    /// For a reload that changed the level.
    void set_threshold(level threshold);

private:
    std::unique_ptr<spdlog::logger> out_;
    log_format format_;
};

/// The level of that name; info for a name that the configuration would have refused.
[[nodiscard]] level level_of(std::string_view name);

/// The line without its time stamp; exposed for tests.
[[nodiscard]] std::string format_line(
    log_format format, level at, std::string_view event, std::initializer_list<log_field> fields
);

}  // namespace mailsonde::telemetry
