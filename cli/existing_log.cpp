#include "cli/existing_log.hpp"

#include <system_error>

namespace mailsonde::cli {

std::optional<std::filesystem::path> existing_log(std::filesystem::path const& data) {
    std::error_code ignored;
    for (auto const& candidate : {data, data / "events.sqlite"}) {
        if (std::filesystem::is_regular_file(candidate, ignored)) {
            return candidate;
        }
    }
    return std::nullopt;
}

}  // namespace mailsonde::cli
