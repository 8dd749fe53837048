#pragma once

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <vector>

namespace mailsonde::bench {

using figures = std::vector<double>;

/// What a child has of the process that started it.
class parent_link {
public:
    parent_link(int answer, int word) : answer_(answer), word_(word) {}

    /// @throws std::system_error if nobody reads it
    void tell(figures const& found) const;

    /// Until child::say, or until the parent has ended.
    void await_word() const;

private:
    int answer_;
    int word_;
};

/// A process of its own that tells figures while it works; killed at the end if it still does.
class child {
public:
    explicit child(std::function<void(parent_link const&)> const& work);
    child(child const&) = delete;
    child& operator=(child const&) = delete;
    ~child();

    /// The next so many figures.
    /// @throws std::runtime_error if it ends without telling them
    [[nodiscard]] figures hear(std::size_t count);

    /// Ends parent_link::await_word.
    void say();

    /// As kill -9 does.
    void kill();

    /// All figures that it tells until it ends by itself.
    /// @throws std::runtime_error if it fails
    [[nodiscard]] figures finish();

private:
    int wait();

    pid_t pid_ = -1;
    int answer_ = -1;
    int word_ = -1;
};

/// Runs each of these in a process of its own, all at once, and waits for their answers: so that
/// memory is that of the work alone, and locks are those between processes.
/// @throws std::runtime_error if one of them ends without an answer
[[nodiscard]] std::vector<figures> in_children(std::vector<std::function<figures()>> const& works);

/// In one process of its own.
[[nodiscard]] figures in_child(std::function<figures()> const& work);

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
