#include "shared/config/includes.hpp"

#include "shared/config/scalars.hpp"

#include <fnmatch.h>

#include <algorithm>
#include <set>
#include <string>
#include <system_error>
#include <utility>

namespace mailsonde::config {
namespace {

using paths = std::vector<std::filesystem::path>;

bool has_wildcard(std::string const& component) {
    return component.find_first_of("*?[") != std::string::npos;
}

/// Appends the entries of `folder` whose names match; a folder that can't be listed has none.
void match(std::filesystem::path const& folder, std::string const& pattern, paths& out) {
    std::error_code error;
    auto entry = std::filesystem::directory_iterator(folder.empty() ? "." : folder, error);
    for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
        auto const name = entry->path().filename().string();
        if (::fnmatch(pattern.c_str(), name.c_str(), FNM_PERIOD) == 0) {
            out.push_back(folder / name);
        }
    }
}

paths expand(
    loading& load, std::filesystem::path const& base, std::filesystem::path const& pattern
) {
    paths current{pattern.is_absolute() ? std::filesystem::path() : base};
    for (auto const& component : pattern) {
        paths next;
        for (auto const& folder : current) {
            if (has_wildcard(component.string())) {
                std::error_code ignored;
                load.depend_on(std::filesystem::absolute(folder, ignored).lexically_normal());
                match(folder, component.string(), next);
            } else {
                next.push_back(folder / component);
            }
        }
        current = std::move(next);
    }
    std::sort(current.begin(), current.end());
    return current;
}

/// One name per file, however it was reached.
std::filesystem::path identity(std::filesystem::path const& path) {
    std::error_code error;
    auto resolved = std::filesystem::weakly_canonical(path, error);
    return error ? path.lexically_normal() : resolved;
}

}  // namespace

std::vector<inclusion> find_included(loading& load, yaml_node const& patterns) {
    std::vector<inclusion> out;
    std::set<std::filesystem::path> seen;
    for (auto const& item : read_list(load, patterns, "include")) {
        auto const pattern = read_string(load, item, "include", 4096);
        if (!pattern) {
            continue;
        }
        auto const& top = load.source(item.at.file);
        for (auto& path : expand(load, top.parent_path(), *pattern)) {
            if (out.size() >= max_included_files) {
                load.report(
                    item.at,
                    "include: matches too many files",
                    "at most " + std::to_string(max_included_files)
                );
                return out;
            }
            if (identity(path) == identity(top)) {
                load.report(
                    item.at,
                    "include: '" + *pattern + "' includes the including file itself",
                    "put included files into a folder of their own, such as conf.d"
                );
            } else if (seen.insert(identity(path)).second) {
                out.push_back({std::move(path), item.at});
            }
        }
    }
    return out;
}

}  // namespace mailsonde::config
