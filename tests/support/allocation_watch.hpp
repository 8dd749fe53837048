#pragma once

#include <cstddef>

namespace mailsonde::test {

/// How much memory the program takes by operator new while this lives. Linking it replaces operator
/// new and delete of the whole program; they count and leave the work to malloc, so that
/// sanitizers see it all. What C libraries take for themselves isn't counted.
class allocation_watch {
public:
    /// From now on.
    allocation_watch();
    allocation_watch(allocation_watch const&) = delete;
    allocation_watch& operator=(allocation_watch const&) = delete;
    ~allocation_watch() = default;

    /// The most octets that were in use at any time since then, beyond those in use then.
    [[nodiscard]] std::size_t peak() const;

private:
    std::ptrdiff_t before_;
};

}  // namespace mailsonde::test
