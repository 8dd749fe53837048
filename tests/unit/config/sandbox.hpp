#pragma once

#include "shared/config/loader.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace mailsonde::config {

/// A folder of its own for one test, removed with it.
class sandbox {
public:
    sandbox();
    sandbox(sandbox const&) = delete;
    sandbox& operator=(sandbox const&) = delete;
    ~sandbox();

    [[nodiscard]] std::filesystem::path const& folder() const { return folder_; }

    /// Creates folders as needed; mode 0600.
    std::filesystem::path write(std::filesystem::path const& name, std::string_view content) const;

    std::map<std::string, std::string> variables{
        {"PASSWORD", "hunter2"}, {"KEY", "0123456789abcdef"}
    };

    /// Loads a file of the sandbox with `variables` as environment and "probe.example.org" as host
    /// name.
    [[nodiscard]] load_result load(std::filesystem::path const& name = "mailsonde.yaml") const;
    /// Writes mailsonde.yaml and loads it.
    [[nodiscard]] load_result load_text(std::string_view yaml) const;

private:
    std::filesystem::path folder_;
};

/// The problems, one a line, "line:column: what; hint" for mailsonde.yaml, with the file's name
/// before it for others. The sandbox's folder is written as "DIR".
[[nodiscard]] std::vector<std::string> lines(sandbox const& in, load_result const& loaded);

/// instance, data, signing, route relay, mailbox anna, probe inbound, one line each, those left out
/// that `extra` has as top-level keys; `extra` comes first, so that its lines count from 1.
[[nodiscard]] std::string with_base(std::string_view extra);

/// One row of a table of bad inputs.
struct bad_input {
    std::string yaml;                   ///< completed by with_base
    std::vector<std::string> problems;  ///< all of them, as lines() gives them
};

/// Loads each row and compares.
void expect_problems(std::vector<bad_input> const& table);

}  // namespace mailsonde::config
