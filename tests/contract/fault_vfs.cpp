#include "tests/contract/fault_vfs.hpp"

#include <sqlite3.h>

#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace mailsonde::eventlog::contract {
namespace {

// C callbacks: what they need can only be global.
struct plan {
    fault what = fault::disk_full;
    int nth = 0;
    bool lasting = false;
};

struct unsynced_write {
    std::size_t at = 0;
    std::string data;
};

struct disk_file {
    std::string synced;
    std::vector<unsynced_write> since;
};

std::optional<plan> armed;
bool was_hit = false;
std::function<void()> looker;
bool looking = false;
sqlite3_vfs* real_vfs = nullptr;
sqlite3_vfs faulty_vfs;
/// One patched table per table of the real file system, which has several (with locks, without);
/// they write and sync alike.
std::map<sqlite3_io_methods const*, sqlite3_io_methods> patched;
sqlite3_io_methods const* real_methods = nullptr;
std::map<sqlite3_file const*, std::string> names;
std::map<std::string, disk_file> disk;

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

void look() {
    if (looker) {
        looking = true;
        looker();
        looking = false;
    }
}

void put(std::string& into, unsynced_write const& one) {
    if (into.size() < one.at + one.data.size()) {
        into.resize(one.at + one.data.size());
    }
    into.replace(one.at, one.data.size(), one.data);
}

int faulty_write(sqlite3_file* file, void const* data, int size, sqlite3_int64 at) {
    if (looking) {
        return real_methods->xWrite(file, data, size, at);
    }
    look();
    auto const fails = fails_now(false);
    auto const length = fails ? size / 2 : size;
    auto const rc = real_methods->xWrite(file, data, length, at);
    if (auto const followed = disk.find(names[file]); followed != disk.end()) {
        auto const* const octets = static_cast<char const*>(data);
        followed->second.since.push_back(
            {static_cast<std::size_t>(at), {octets, static_cast<std::size_t>(length)}}
        );
    }
    if (!fails) {
        return rc;
    }
    return armed->what == fault::disk_full ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}

int faulty_sync(sqlite3_file* file, int flags) {
    if (looking) {
        return real_methods->xSync(file, flags);
    }
    look();
    if (fails_now(true)) {
        return SQLITE_IOERR_FSYNC;
    }
    if (auto const followed = disk.find(names[file]); followed != disk.end()) {
        for (auto const& one : std::exchange(followed->second.since, {})) {
            put(followed->second.synced, one);
        }
    }
    return real_methods->xSync(file, flags);
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
        names[file] = name == nullptr ? "" : name;
    }
    return rc;
}

std::string contents_of(std::string const& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
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
    looker = nullptr;
    names.clear();
    disk.clear();
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

void fault_vfs::before_each_step(std::function<void()> look) {
    looker = std::move(look);
}

void fault_vfs::follow(std::filesystem::path const& folder) {
    disk.clear();
    for (auto const& [file, name] : names) {
        if (std::filesystem::path(name).parent_path() == folder) {
            disk[name].synced = contents_of(name);
        }
    }
}

void fault_vfs::save_after_power_loss(
    std::filesystem::path const& to, std::function<bool()> const& arrived
) const {
    for (auto const& [name, on_disk] : disk) {
        auto left = on_disk.synced;
        for (auto const& one : on_disk.since) {
            if (arrived()) {
                put(left, one);
            }
        }
        std::ofstream(to / std::filesystem::path(name).filename(), std::ios::binary) << left;
    }
}

}  // namespace mailsonde::eventlog::contract
