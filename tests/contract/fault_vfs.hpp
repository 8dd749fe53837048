#pragma once

#include <cstdint>

namespace mailsonde::eventlog::contract {

enum class fault : std::uint8_t {
    disk_full,    ///< a write fails as on a full disk, with a part of it done
    write_error,  ///< a write fails, with a part of it done
    sync_error,   ///< data is written, but fsync reports failure
};

/// While it lives, new SQLite connections of this process go through a file system that fails on
/// demand. One at a time, one thread.
class fault_vfs {
public:
    fault_vfs();
    fault_vfs(fault_vfs const&) = delete;
    fault_vfs& operator=(fault_vfs const&) = delete;
    ~fault_vfs();

    /// The `nth` such call from now on fails (1: the next one), and all after it if `lasting`.
    void arm(fault what, int nth, bool lasting);
    void disarm();
    /// Whether a call failed since arm.
    [[nodiscard]] bool hit() const;
};

}  // namespace mailsonde::eventlog::contract
