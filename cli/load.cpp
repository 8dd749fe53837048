#include "cli/load.hpp"

#include <unistd.h>

#include <array>
#include <utility>

namespace mailsonde::cli {
namespace {

std::string host_name() {
    std::array<char, 256> name{};
    // The last octet stays 0: the system may cut a long name without ending it.
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

}  // namespace

config::loader_options loader_options_for(config::environment env) {
    return {std::move(env), config::read_file, host_name};
}

std::optional<config::config> load_or_report(
    std::filesystem::path const& file, surroundings const& io
) {
    auto loaded = config::load(file, loader_options_for(io.env));
    for (auto const& problem : loaded.problems) {
        io.err << problem.text() << '\n';
    }
    return std::move(loaded.value);
}

}  // namespace mailsonde::cli
