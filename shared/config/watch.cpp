#include "shared/config/watch.hpp"

#include "shared/core/crypto.hpp"
#include "shared/core/encoding.hpp"

#include <sys/stat.h>

#include <cerrno>

namespace mailsonde::config {
namespace {

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

}  // namespace mailsonde::config
