#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

namespace mailsonde::eventlog::contract {

enum class fault : std::uint8_t {
    disk_full,    ///< a write fails as on a full disk, with a part of it done
    write_error,  ///< a write fails, with a part of it done; a file system that became read-only
    sync_error,   ///< data is written, but fsync reports failure
};

/// While it lives, new SQLite connections of this process go through a file system that fails on
/// demand and that knows what a loss of power would leave. One at a time; one thread writes.
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

    /// Calls `look` before each write and each sync from now on; what `look` itself writes through
    /// SQLite is not counted. An empty function ends it.
    void before_each_step(std::function<void()> look);

    /// Takes what the files in `folder` hold now as being on the disk, and follows them from now
    /// on.
    void follow(std::filesystem::path const& folder);
    /// Writes to the folder `to` what is on the disk after a loss of power now: all that was
    /// synced, and of what was written since the writes for which `arrived` says so.
    void save_after_power_loss(
        std::filesystem::path const& to, std::function<bool()> const& arrived
    ) const;
};

}  // namespace mailsonde::eventlog::contract
