#pragma once

#include "shared/core/result.hpp"

#include <sys/types.h>

#include <array>
#include <filesystem>
#include <optional>
#include <string>

namespace mailsonde::eventlog::sqlite {

/// The three files of a log as they were when they were first looked at.
///
/// SQLite doesn't notice when somebody removes or replaces one that it has open: it goes on in the
/// old one and calls commits durable that nobody will ever see again. As long as a connection has
/// read once, nobody who plays by the rules does that.
class file_identity {
public:
    explicit file_identity(std::filesystem::path const& file);

    /// To be called while a connection is open and has read once. Only stat, never open: closing a
    /// descriptor would drop this process's locks.
    /// @errors eventlog_errc::io_failed  one of them isn't there any more, or is another one
    [[nodiscard]] result<void> check();

private:
    struct place {
        std::string path;
        dev_t device = 0;
        ino_t inode = 0;  ///< 0: not seen yet
    };

    std::array<place, 3> places_;
};

}  // namespace mailsonde::eventlog::sqlite
