#include "shared/eventlog/sqlite_identity.hpp"

#include "shared/core/text.hpp"
#include "shared/eventlog/eventlog_errc.hpp"

#include <sys/stat.h>

namespace mailsonde::eventlog::sqlite {

file_identity::file_identity(std::filesystem::path const& file)
    : places_{
          {{.path = file.string()},
           {.path = file.string() + "-wal"},
           {.path = file.string() + "-shm"}}
      } {}

result<void> file_identity::check() {
    for (auto& one : places_) {
        struct stat now{};
        auto const there = ::stat(one.path.c_str(), &now) == 0;
        if (one.inode == 0 && there) {
            one.device = now.st_dev;
            one.inode = now.st_ino;
        }
        if (one.inode == 0 || (there && now.st_dev == one.device && now.st_ino == one.inode)) {
            continue;
        }
        auto const happened = there ? " was replaced" : " was removed";
        return fail(
            eventlog_errc::io_failed,
            sanitised(
                one.path + happened +
                    " while it was in use; put it back where it was, or stop everything that uses "
                    "it and start it again on what is there",
                1024
            )
        );
    }
    return {};
}

}  // namespace mailsonde::eventlog::sqlite
