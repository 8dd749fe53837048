#pragma once

// NOLINTBEGIN(readability-identifier-naming): CLI11's own names
namespace CLI {
class App;
}

// NOLINTEND(readability-identifier-naming)

namespace mailsonde::cli {

/// `--print-routes`: the paths that `http.listen` serves, one a line, and nothing else. For whoever
/// writes probes of an orchestrator or a proxy's rules, and for the tests of ours.
void add_print_routes(CLI::App& app);

}  // namespace mailsonde::cli
