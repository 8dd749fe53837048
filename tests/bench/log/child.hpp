#pragma once

#include <filesystem>
#include <functional>
#include <vector>

namespace mailsonde::bench {

using figures = std::vector<double>;

/// Runs each of these in a process of its own, all at once, and waits for their answers: so that
/// memory is that of the work alone, and locks are those between processes.
/// @throws std::runtime_error if one of them ends without an answer
[[nodiscard]] std::vector<figures> in_children(std::vector<std::function<figures()>> const& works);

/// A new folder below `where`, removed at the end.
class bench_folder {
public:
    explicit bench_folder(std::filesystem::path const& where);
    bench_folder(bench_folder const&) = delete;
    bench_folder& operator=(bench_folder const&) = delete;
    ~bench_folder();

    [[nodiscard]] std::filesystem::path const& path() const { return path_; }

private:
    std::filesystem::path path_;
};

}  // namespace mailsonde::bench
