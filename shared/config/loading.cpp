#include "shared/config/loading.hpp"

#include "shared/core/text.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

namespace mailsonde::config {
namespace {

constexpr std::size_t text_limit = 1024;

}  // namespace

std::size_t loading::add_source(std::filesystem::path path) {
    sources_.push_back(std::move(path));
    return sources_.size() - 1;
}

std::filesystem::path const& loading::source(std::size_t index) const {
    return sources_.at(index);
}

std::filesystem::path loading::resolved(std::string const& path, position at) const {
    std::error_code ignored;
    auto const folder = std::filesystem::absolute(source(at.file), ignored).parent_path();
    return (folder / path).lexically_normal();
}

void loading::report(position at, std::string_view what, std::string_view hint) {
    problems_.push_back({at, sanitised(what, text_limit), sanitised(hint, text_limit)});
}

std::string loading::text(position at) const {
    return source(at.file).string() + ":" + std::to_string(at.line) + ":" +
           std::to_string(at.column);
}

std::vector<problem> loading::problems() const {
    auto sorted = problems_;
    std::sort(sorted.begin(), sorted.end());
    sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
    std::vector<problem> out;
    out.reserve(sorted.size());
    for (auto const& [at, what, hint] : sorted) {
        out.push_back({source(at.file), at.line, at.column, what, hint});
    }
    return out;
}

result<std::string> loading::read(std::filesystem::path const& path, file_kind kind) {
    depend_on(path);
    return options_.read ? options_.read(path, kind) : read_file(path, kind);
}

void loading::depend_on(std::filesystem::path const& path) {
    if (known_files_.insert(path).second) {
        files_.push_back(path);
    }
}

bool loading::define(std::string_view section, std::string const& name, position at) {
    return defined_[std::string(section)].emplace(name, at).second;
}

std::map<std::string, position> const& loading::defined(std::string_view section) {
    return defined_[std::string(section)];
}

}  // namespace mailsonde::config
