#include "tests/contract/back_end.hpp"

#include "tests/contract/back_end_kinds.hpp"

#include <unistd.h>

#include <cstdlib>
#include <stdexcept>
#include <system_error>

namespace mailsonde::eventlog::contract {

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

std::vector<char const*> kafka_if_there() {
    return std::getenv("MAILSONDE_KAFKA") == nullptr ? std::vector<char const*>{}
                                                     : std::vector{"kafka"};
}

std::vector<char const*> all_back_ends() {
    std::vector<char const*> out(clocked_back_ends.begin(), clocked_back_ends.end());
    for (auto const* const one : kafka_if_there()) {
        out.push_back(one);
    }
    return out;
}

std::unique_ptr<back_end> make_back_end(std::string const& name, manual_clock& clock) {
    if (name == "memory") {
        return make_memory_back_end(clock);
    }
    if (name == "sqlite") {
        return make_sqlite_back_end(clock);
    }
    if (name == "kafka") {
        return make_kafka_back_end();
    }
    throw std::invalid_argument(name);
}

}  // namespace mailsonde::eventlog::contract
