#include "tests/contract/back_end.hpp"

#include "shared/eventlog/memory_log.hpp"
#include "shared/eventlog/sqlite_log.hpp"

#include <unistd.h>

#include <cstdlib>
#include <stdexcept>
#include <system_error>

namespace mailsonde::eventlog::contract {
namespace {

class memory_back_end final : public back_end {
public:
    explicit memory_back_end(manual_clock& clock) : log_(make_memory_log(clock.view())) {}

    eventlog::log& log() override { return *log_; }

    eventlog::log& elsewhere() override { return *log_; }

private:
    std::unique_ptr<eventlog::log> log_;
};

class sqlite_back_end final : public back_end {
public:
    explicit sqlite_back_end(manual_clock& clock) : log_(open(clock)), elsewhere_(open(clock)) {}

    eventlog::log& log() override { return *log_; }

    eventlog::log& elsewhere() override { return *elsewhere_; }

private:
    std::unique_ptr<eventlog::log> open(manual_clock& clock) {
        sqlite_options options;
        options.clock = clock.view();
        return open_sqlite_log(folder_.path(), options).value();
    }

    temporary_folder folder_;
    std::unique_ptr<eventlog::log> log_;
    std::unique_ptr<eventlog::log> elsewhere_;
};

}  // namespace

temporary_folder::temporary_folder() {
    auto const in_memory = ::access("/dev/shm", W_OK) == 0;
    auto const base =
        in_memory ? std::filesystem::path("/dev/shm") : std::filesystem::temp_directory_path();
    auto name = (base / "mailsonde-contract-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
        throw std::system_error(errno, std::generic_category(), name);
    }
    path_ = name;
}

temporary_folder::~temporary_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::unique_ptr<back_end> make_back_end(std::string const& name, manual_clock& clock) {
    if (name == "memory") {
        return std::make_unique<memory_back_end>(clock);
    }
    if (name == "sqlite") {
        return std::make_unique<sqlite_back_end>(clock);
    }
    throw std::invalid_argument(name);
}

}  // namespace mailsonde::eventlog::contract
