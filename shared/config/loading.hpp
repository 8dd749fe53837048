#pragma once

#include "shared/config/loader.hpp"

#include <compare>
#include <cstddef>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace mailsonde::config {

/// A place in one of the files of a load. Ordered as a reader would go through them.
struct position {
    std::size_t file = 0;  ///< index of loading's sources
    int line = 1;
    int column = 1;

    friend auto operator<=>(position const&, position const&) = default;
};

/// A name that must exist once everything is read.
struct reference {
    std::string_view section;  ///< "routes" or "mailboxes"
    std::string name;
    position at;
    std::string where;  ///< the key that refers, for people
};

/// One load() under way: where problems, dependencies and what awaits the last check are gathered.
class loading {
public:
    explicit loading(loader_options const& options) : options_(options) {}

    [[nodiscard]] loader_options const& options() const { return options_; }

    /// @return the index for position::file
    std::size_t add_source(std::filesystem::path path);
    [[nodiscard]] std::filesystem::path const& source(std::size_t index) const;
    /// A path that the file at `at` names: relative ones start at that file's folder.
    [[nodiscard]] std::filesystem::path resolved(std::string const& path, position at) const;

    /// `what` and `hint` are sanitised here; the caller keeps secrets out.
    void report(position at, std::string_view what, std::string_view hint = {});

    [[nodiscard]] bool has_problems() const { return !problems_.empty(); }

    /// "file:line:column", to point at a second place in a hint.
    [[nodiscard]] std::string text(position at) const;
    /// Sorted, without repetitions.
    [[nodiscard]] std::vector<problem> problems() const;

    /// Reads a file and remembers that the configuration depends on it.
    [[nodiscard]] result<std::string> read(std::filesystem::path const& path, file_kind kind);
    void depend_on(std::filesystem::path const& path);

    [[nodiscard]] std::vector<std::filesystem::path> const& files() const { return files_; }

    void refer(reference to) { references_.push_back(std::move(to)); }

    [[nodiscard]] std::vector<reference> const& references() const { return references_; }

    /// Remembers where a name was defined; false if it was already (in any file).
    bool define(std::string_view section, std::string const& name, position at);
    [[nodiscard]] std::map<std::string, position> const& defined(std::string_view section);

    /// True the first time: a section with one entry too many is reported once.
    bool mark_full(std::string_view section) { return full_.emplace(section).second; }

    /// A file could not be parsed, so names may be missing for that reason only.
    void mark_incomplete() { incomplete_ = true; }

    [[nodiscard]] bool is_incomplete() const { return incomplete_; }

private:
    struct finding {
        position at;
        std::string what;
        std::string hint;

        friend auto operator<=>(finding const&, finding const&) = default;
    };

    loader_options const& options_;
    std::vector<std::filesystem::path> sources_;
    std::vector<finding> problems_;
    std::vector<std::filesystem::path> files_;
    std::set<std::filesystem::path> known_files_;
    std::vector<reference> references_;
    std::map<std::string, std::map<std::string, position>, std::less<>> defined_;
    std::set<std::string> full_;
    bool incomplete_ = false;
};

}  // namespace mailsonde::config
