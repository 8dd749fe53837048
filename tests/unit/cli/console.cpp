#include "tests/unit/cli/console.hpp"

namespace mailsonde::cli {

surroundings console::io() {
    return {
        .in = in,
        .out = out,
        .err = err,
        .env =
            [this](std::string const& name) {
                auto const found = box.variables.find(name);
                return found == box.variables.end() ? std::nullopt : std::optional(found->second);
            },
        .reader_gone = [this] { return reader_gone; }
    };
}

std::filesystem::path console::configure(std::string const& extra) {
    return box.write(
        "mailsonde.yaml", config::with_base(extra + "\ndata: " + data().string() + "\n")
    );
}

}  // namespace mailsonde::cli
