#include "tests/bench/log/child.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>

namespace mailsonde::bench {
namespace {

[[noreturn]] void give_up(std::string const& what) {
    throw std::system_error(errno, std::generic_category(), what);
}

std::array<int, 2> make_pipe() {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) {
        give_up("pipe");
    }
    return ends;
}

[[noreturn]] void work_and_exit(
    std::function<void(parent_link const&)> const& work, parent_link const& link
) {
    try {
        work(link);
        ::_exit(0);
    } catch (std::exception const& error) {
        static_cast<void>(std::fprintf(stderr, "%s\n", error.what()));
        ::_exit(1);
    }
}

}  // namespace

void parent_link::tell(figures const& found) const {
    auto const size = found.size() * sizeof(double);
    if (::write(answer_, found.data(), size) != static_cast<ssize_t>(size)) {
        give_up("pipe");
    }
}

void parent_link::await_word() const {
    char word = 0;
    static_cast<void>(::read(word_, &word, 1));
}

child::child(std::function<void(parent_link const&)> const& work) {
    auto const answers = make_pipe();
    auto const words = make_pipe();
    pid_ = ::fork();
    if (pid_ < 0) {
        give_up("fork");
    }
    if (pid_ == 0) {
        ::close(answers[0]);
        ::close(words[1]);
        work_and_exit(work, {answers[1], words[0]});
    }
    ::close(answers[1]);
    ::close(words[0]);
    answer_ = answers[0];
    word_ = words[1];
}

child::~child() {
    kill();
    ::close(answer_);
    ::close(word_);
}

figures child::hear(std::size_t count) {
    figures found(count);
    auto const size = static_cast<ssize_t>(count * sizeof(double));
    // Nobody tells more than fits into one read.
    if (::read(answer_, found.data(), static_cast<std::size_t>(size)) != size) {
        throw std::runtime_error("a child ended too early");
    }
    return found;
}

void child::say() {
    if (::write(word_, "\n", 1) != 1) {
        give_up("pipe");
    }
}

void child::kill() {
    if (pid_ > 0) {
        ::kill(pid_, SIGKILL);
        wait();
    }
}

int child::wait() {
    auto status = 0;
    ::waitpid(std::exchange(pid_, -1), &status, 0);
    return status;
}

figures child::finish() {
    figures found;
    double next = 0;
    while (::read(answer_, &next, sizeof next) == static_cast<ssize_t>(sizeof next)) {
        found.push_back(next);
    }
    if (wait() != 0) {
        throw std::runtime_error("a child failed");
    }
    return found;
}

std::vector<figures> in_children(std::vector<std::function<figures()>> const& works) {
    std::vector<std::unique_ptr<child>> all;
    all.reserve(works.size());
    for (auto const& one : works) {
        all.push_back(std::make_unique<child>([&one](parent_link const& link) { link.tell(one()); })
        );
    }
    std::vector<figures> out;
    out.reserve(all.size());
    for (auto const& one : all) {
        out.push_back(one->finish());
    }
    return out;
}

figures in_child(std::function<figures()> const& work) {
    return in_children({work}).at(0);
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
