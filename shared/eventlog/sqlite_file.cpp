#include "shared/eventlog/sqlite_file.hpp"

#include "shared/eventlog/eventlog_errc.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <string>
#include <system_error>

namespace mailsonde::eventlog::sqlite {
namespace {

namespace fs = std::filesystem;

failure cannot(std::string const& what, fs::path const& path, std::error_code const& error) {
    auto const code = error.value() == ENOSPC ? eventlog_errc::full : eventlog_errc::io_failed;
    return fail(
        code,
        path.string() + ": can't " + what + ": " + error.message() +
            "; check the path, its permissions and the disk"
    );
}

/// std::filesystem::create_directories would use the umask only.
std::error_code create_private_folders(fs::path const& folder) {
    fs::path grown;
    for (auto const& part : folder) {
        grown /= part;
        std::error_code error;
        if (fs::is_directory(grown, error)) {
            continue;
        }
        if (::mkdir(grown.c_str(), S_IRWXU) != 0 && errno != EEXIST) {
            return {errno, std::generic_category()};
        }
        if (!fs::is_directory(grown, error)) {
            return std::make_error_code(std::errc::not_a_directory);
        }
    }
    return {};
}

/// SQLite would throw such a -wal away without a word. A log that is being created has none before
/// its file holds something, hence this order of questions.
result<void> refuse_lone_wal(fs::path const& file) {
    std::error_code error;
    auto const wal = fs::file_size(file.string() + "-wal", error);
    if (error || wal == 0) {
        return {};
    }
    auto const size = fs::file_size(file, error);
    if (!error && size > 0) {
        return {};
    }
    return fail(
        eventlog_errc::corrupt,
        file.string() + ": is empty or was removed, but " + file.filename().string() +
            "-wal holds something" + std::string(advice(eventlog_errc::corrupt))
    );
}

/// The log's file, whether it exists or not.
fs::path file_at(fs::path const& path) {
    std::error_code error;
    auto const kind = fs::status(path, error).type();
    auto const extension = path.extension();
    auto const is_file =
        kind == fs::file_type::regular ||
        (kind == fs::file_type::not_found && (extension == ".sqlite" || extension == ".db"));
    return is_file ? path : path / "events.sqlite";
}

}  // namespace

bool is_there(fs::path const& path) {
    std::error_code ignored;
    return fs::is_regular_file(file_at(path), ignored);
}

std::uintmax_t size_on_disk(fs::path const& path) {
    std::uintmax_t out = 0;
    for (auto const* const suffix : {"", "-wal"}) {
        std::error_code error;
        auto const size = fs::file_size(file_at(path) += suffix, error);
        out += error ? 0 : size;
    }
    return out;
}

result<fs::path> prepare_file(fs::path const& path) {
    std::error_code error;
    auto file = file_at(path);
    auto const folder = file.parent_path();
    if (auto const failed = create_private_folders(folder)) {
        return cannot("create the folder", folder, failed);
    }
    if (auto const whole = refuse_lone_wal(file); !whole) {
        return whole.error();
    }
    // mknod and not open: closing a descriptor of a file drops all POSIX locks that this process
    // holds on it, those of another connection's transaction, too.
    if (::mknod(file.c_str(), S_IFREG | S_IRUSR | S_IWUSR, 0) != 0 && errno != EEXIST) {
        return cannot("create it", file, {errno, std::generic_category()});
    }
    if (!fs::is_regular_file(file, error)) {
        return cannot("use it", file, std::make_error_code(std::errc::invalid_argument));
    }
    return file;
}

result<std::unique_ptr<connection>> connect(fs::path const& file, milliseconds busy_timeout) {
    auto opened = connection::open(file, busy_timeout);
    if (!opened) {
        return opened;
    }
    auto const set = (*opened)->execute(
        "PRAGMA synchronous = FULL; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;"
        "PRAGMA journal_size_limit = 16777216;"
    );
    return set ? std::move(opened) : result<std::unique_ptr<connection>>(set.error());
}

}  // namespace mailsonde::eventlog::sqlite
