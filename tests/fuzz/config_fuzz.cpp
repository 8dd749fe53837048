#include "shared/config/effective.hpp"
#include "shared/config/loader.hpp"
#include "tests/fuzz/invariant.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>

// A configuration of several files, all in memory: "%%% name" in front of a line begins another one
// in the same folder; the first is mailsonde.yaml. Either it loads, and what is in force loads
// again as the same, or there are problems that people can read and that hold no secret.
namespace mailsonde::fuzz {
namespace {

std::string const folder = "/nowhere/";
std::string const the_password = "hunter2-zwiebel-0123456789";

using documents = std::map<std::string, std::string>;

documents documents_in(std::string_view text) {
    constexpr std::string_view mark = "%%% ";
    documents out;
    std::string name = folder + "mailsonde.yaml";
    while (!text.empty()) {
        auto line = take_line(text);
        if (line.starts_with(mark)) {
            name = folder + std::string(line.substr(mark.size()));
        } else {
            out[name].append(line).append(text.empty() ? "" : "\n");
        }
    }
    return out;
}

/// Includes are searched in the real file system: only plain names are let through.
bool stays_in_memory(documents const& files) {
    return std::none_of(files.begin(), files.end(), [](auto const& file) {
        auto const& text = file.second;
        auto const includes = text.find("include") != std::string::npos;
        return includes && (text.find_first_of("/\\") != std::string::npos ||
                            text.find("..") != std::string::npos);
    });
}

config::load_result load(documents const& files) {
    config::loader_options options;
    options.env = [](std::string const& name) {
        return name == "SECRET" ? std::optional(the_password) : std::nullopt;
    };
    options.host_name = [] { return std::string("probe.example.org"); };
    options.read = [&](std::filesystem::path const& path,
                       config::file_kind /*kind*/) -> result<std::string> {
        auto const found = files.find(path.string());
        if (found == files.end()) {
            return fail(config::config_errc::unreadable);
        }
        return found->second;
    };
    return config::load(folder + "mailsonde.yaml", options);
}

void check_problems(config::load_result const& loaded, documents const& files) {
    for (auto const& one : loaded.problems) {
        require(is_presentable(one.what) && is_presentable(one.hint), "problems are sanitised");
        require(!one.what.empty(), "a problem says what it is");
        require(one.text().find(the_password) == std::string::npos, "problems hold no secret");
        auto const found = files.find(one.file.string());
        auto const lines =
            found == files.end() ? 0 : std::count(found->second.begin(), found->second.end(), '\n');
        require(one.line >= 1 && one.column >= 1, "a problem has a place");
        require(found == files.end() || one.line <= lines + 2, "in a line that is there");
    }
}

void check_effective(config::config const& loaded) {
    constexpr std::string_view marker = "<redacted>";
    auto const once = effective_yaml(loaded);
    require(once.find(the_password) == std::string::npos, "no secret is shown");
    auto text = once;
    for (auto at = text.find(marker); at != std::string::npos; at = text.find(marker)) {
        text.replace(at, marker.size(), "{env: SECRET}");
    }
    auto const again = load({{folder + "mailsonde.yaml", text}});
    require(
        again.value.has_value(),
        "what is in force loads: " + (again.problems.empty()
                                          ? std::string()
                                          : again.problems.front().text() + " in\n" + text)
    );
    require(effective_yaml(*again.value) == once, "and is the same");
}

}  // namespace
}  // namespace mailsonde::fuzz

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace mailsonde::fuzz;
    auto const text = as_text(data, size);
    auto const files = documents_in(text);
    // libFuzzer reads the password out of the comparisons.
    if (!stays_in_memory(files) || text.find(the_password) != std::string_view::npos) {
        return -1;
    }
    auto const loaded = load(files);
    require(loaded.value.has_value() == loaded.problems.empty(), "a configuration or problems");
    require(!loaded.files.empty(), "there is something to watch");
    check_problems(loaded, files);
    auto const literal_marker = text.find("redacted") != std::string_view::npos;
    if (loaded.value && !literal_marker) {
        check_effective(*loaded.value);
    }
    return 0;
}
