#include "shared/config/watch.hpp"

#include "shared/core/crypto.hpp"
#include "shared/core/encoding.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace mailsonde::config {
namespace {

constexpr std::size_t files_at_once = 500;

std::string text(timespec const& time) {
    return std::to_string(time.tv_sec) + "." + std::to_string(time.tv_nsec);
}

std::string state_of(std::filesystem::path const& path) {
    struct stat status{};
    if (::stat(path.c_str(), &status) != 0) {
        return "error " + std::to_string(errno);
    }
    return std::to_string(status.st_dev) + " " + std::to_string(status.st_ino) + " " +
           std::to_string(status.st_size) + " " + text(status.st_mtim) + " " + text(status.st_ctim);
}

}  // namespace

std::string fingerprint(std::vector<std::filesystem::path> const& files) {
    std::string all;
    for (auto const& file : files) {
        // A path holds no NUL, so that no two lists give the same text.
        all += file.string() + '\0' + state_of(file) + '\0';
    }
    return to_hex(sha256(all));
}

file_watch::file_watch(std::vector<std::filesystem::path> const& files) {
    for (std::size_t from = 0; from < files.size(); from += files_at_once) {
        auto const first = files.begin() + static_cast<std::ptrdiff_t>(from);
        auto const count = std::min(files_at_once, files.size() - from);
        parts_.emplace_back(first, first + static_cast<std::ptrdiff_t>(count));
    }
    loaded_ = seen_ = fingerprints();
}

bool file_watch::is_due() {
    if (seen_ == loaded_ && !next_part_differs()) {
        return false;
    }
    auto const before = std::exchange(seen_, fingerprints());
    return seen_ != loaded_ && seen_ == before;
}

std::vector<std::string> file_watch::fingerprints() const {
    std::vector<std::string> out;
    out.reserve(parts_.size());
    for (auto const& part : parts_) {
        out.push_back(fingerprint(part));
    }
    return out;
}

bool file_watch::next_part_differs() {
    if (parts_.empty()) {
        return false;
    }
    next_ = (next_ + 1) % parts_.size();
    return fingerprint(parts_[next_]) != loaded_[next_];
}

}  // namespace mailsonde::config
