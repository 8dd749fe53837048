#include "tests/contract/fault_vfs.hpp"

#include <sqlite3.h>

#include <map>
#include <optional>

namespace mailsonde::eventlog::contract {
namespace {

// C callbacks: what they need can only be global.
struct plan {
    fault what = fault::disk_full;
    int nth = 0;
    bool lasting = false;
};

std::optional<plan> armed;
bool was_hit = false;
sqlite3_vfs* real_vfs = nullptr;
sqlite3_vfs faulty_vfs;
/// One patched table per table of the real file system, which has several (with locks, without);
/// they write and sync alike.
std::map<sqlite3_io_methods const*, sqlite3_io_methods> patched;
sqlite3_io_methods const* real_methods = nullptr;

bool fails_now(bool is_sync) {
    if (!armed || (armed->what == fault::sync_error) != is_sync || armed->nth <= 0) {
        return false;
    }
    if (--armed->nth > 0) {
        return false;
    }
    armed->nth = armed->lasting ? 1 : 0;
    was_hit = true;
    return true;
}

int faulty_write(sqlite3_file* file, void const* data, int size, sqlite3_int64 at) {
    if (!fails_now(false)) {
        return real_methods->xWrite(file, data, size, at);
    }
    real_methods->xWrite(file, data, size / 2, at);
    return armed->what == fault::disk_full ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}

int faulty_sync(sqlite3_file* file, int flags) {
    return fails_now(true) ? SQLITE_IOERR_FSYNC : real_methods->xSync(file, flags);
}

int faulty_open(
    sqlite3_vfs* /*vfs*/, sqlite3_filename name, sqlite3_file* file, int flags, int* out_flags
) {
    auto const rc = real_vfs->xOpen(real_vfs, name, file, flags, out_flags);
    if (rc == SQLITE_OK) {
        real_methods = file->pMethods;
        auto& methods = patched.try_emplace(real_methods, *real_methods).first->second;
        methods.xWrite = faulty_write;
        methods.xSync = faulty_sync;
        file->pMethods = &methods;
    }
    return rc;
}

}  // namespace

fault_vfs::fault_vfs() {
    sqlite3_initialize();
    real_vfs = sqlite3_vfs_find(nullptr);
    faulty_vfs = *real_vfs;
    faulty_vfs.zName = "mailsonde-faulty";
    faulty_vfs.xOpen = faulty_open;
    sqlite3_vfs_register(&faulty_vfs, 1);
}

fault_vfs::~fault_vfs() {
    disarm();
    sqlite3_vfs_unregister(&faulty_vfs);
    sqlite3_vfs_register(real_vfs, 1);
}

void fault_vfs::arm(fault what, int nth, bool lasting) {
    armed = plan{what, nth, lasting};
    was_hit = false;
}

void fault_vfs::disarm() {
    armed.reset();
}

bool fault_vfs::hit() const {
    return was_hit;
}

}  // namespace mailsonde::eventlog::contract
