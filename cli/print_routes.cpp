#include "cli/print_routes.hpp"

#include "shared/telemetry/http_pages.hpp"

#include <CLI/CLI.hpp>

#include <string>

namespace mailsonde::cli {
namespace {

std::string routes() {
    std::string out;
    for (auto const path : telemetry::http_routes) {
        out += (out.empty() ? "" : "\n") + std::string(path);
    }
    return out;
}

}  // namespace

void add_print_routes(CLI::App& app) {
    app.add_flag_callback(
        "--print-routes",
        // To CLI11 it is what --version is: print this and a line's end, and exit with 0.
        [] { throw CLI::CallForVersion(routes(), 0); },
        "Print the paths of the HTTP pages and exit"
    );
}

}  // namespace mailsonde::cli
