#include "shared/config/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace mailsonde::config {
namespace {

class descriptor {
public:
    explicit descriptor(std::filesystem::path const& path)
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): open(2) has no other form
        : number_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)) {}

    descriptor(descriptor const&) = delete;
    descriptor& operator=(descriptor const&) = delete;

    ~descriptor() {
        if (number_ >= 0) {
            ::close(number_);
        }
    }

    [[nodiscard]] int get() const { return number_; }

private:
    int number_;
};

std::size_t limit_of(file_kind kind) {
    switch (kind) {
        case file_kind::configuration:
            return max_configuration_size;
        case file_kind::secret:
        case file_kind::private_key:
            return max_secret_size;
        case file_kind::authorities:
            return max_authorities_size;
    }
    return 0;
}

failure system_failure() {
    return fail(config_errc::unreadable, std::generic_category().message(errno));
}

}  // namespace

result<std::string> read_file(std::filesystem::path const& path, file_kind kind) {
    descriptor const file(path);
    struct stat status{};
    if (file.get() < 0 || ::fstat(file.get(), &status) != 0) {
        return system_failure();
    }
    if (!S_ISREG(status.st_mode)) {
        return fail(config_errc::not_a_file);
    }
    auto const is_secret = kind == file_kind::secret || kind == file_kind::private_key;
    if (is_secret && (status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
        return fail(config_errc::writable_by_others);
    }
    // The size is counted while reading, too: the file may grow meanwhile.
    auto const limit = limit_of(kind);
    std::string content;
    std::array<char, 16384> buffer{};
    while (content.size() <= limit) {
        auto const count = ::read(file.get(), buffer.data(), buffer.size());
        if (count == 0) {
            return content;
        }
        if (count < 0 && errno != EINTR) {
            return system_failure();
        }
        if (count > 0) {
            content.append(buffer.data(), static_cast<std::size_t>(count));
        }
    }
    return fail(config_errc::too_large, "limit " + std::to_string(limit / 1024) + " KiB");
}

}  // namespace mailsonde::config
