#pragma once

#include <sys/resource.h>

#include <stdexcept>

namespace mailsonde::test {

/// While it lives this process gets no new descriptors; those that are open stay.
class no_descriptors {
public:
    no_descriptors() {
        if (::getrlimit(RLIMIT_NOFILE, &before_) != 0) {
            throw std::runtime_error("getrlimit");
        }
        auto none = before_;
        none.rlim_cur = 0;
        if (::setrlimit(RLIMIT_NOFILE, &none) != 0) {
            throw std::runtime_error("setrlimit");
        }
    }

    no_descriptors(no_descriptors const&) = delete;
    no_descriptors& operator=(no_descriptors const&) = delete;

    ~no_descriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }

private:
    rlimit before_{};
};

}  // namespace mailsonde::test
