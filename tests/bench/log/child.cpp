#include "tests/bench/log/child.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <system_error>

namespace mailsonde::bench {
namespace {

struct running {
    pid_t pid = -1;
    int answer = -1;
};

[[noreturn]] void work_and_exit(std::function<figures()> const& work, int answer) {
    try {
        auto const found = work();
        auto const size = found.size() * sizeof(double);
        auto const written = ::write(answer, found.data(), size);
        ::_exit(written == static_cast<ssize_t>(size) ? 0 : 1);
    } catch (std::exception const& error) {
        static_cast<void>(std::fprintf(stderr, "%s\n", error.what()));
        ::_exit(1);
    }
}

running start(std::function<figures()> const& work) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) {
        throw std::system_error(errno, std::generic_category(), "pipe");
    }
    auto const pid = ::fork();
    if (pid < 0) {
        throw std::system_error(errno, std::generic_category(), "fork");
    }
    if (pid == 0) {
        ::close(ends[0]);
        work_and_exit(work, ends[1]);
    }
    ::close(ends[1]);
    return {pid, ends[0]};
}

figures finish(running const& one) {
    figures found;
    double next = 0;
    while (::read(one.answer, &next, sizeof next) == static_cast<ssize_t>(sizeof next)) {
        found.push_back(next);
    }
    ::close(one.answer);
    auto status = 0;
    ::waitpid(one.pid, &status, 0);
    if (status != 0) {
        throw std::runtime_error("a child failed");
    }
    return found;
}

}  // namespace

std::vector<figures> in_children(std::vector<std::function<figures()>> const& works) {
    std::vector<running> all;
    all.reserve(works.size());
    for (auto const& one : works) {
        all.push_back(start(one));
    }
    std::vector<figures> out;
    out.reserve(all.size());
    for (auto const& one : all) {
        out.push_back(finish(one));
    }
    return out;
}

bench_folder::bench_folder(std::filesystem::path const& where) {
    auto name = (where / "mailsonde-bench-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
        throw std::system_error(errno, std::generic_category(), name);
    }
    path_ = name;
}

bench_folder::~bench_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

}  // namespace mailsonde::bench
