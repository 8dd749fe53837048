#pragma once

#include "tests/contract/back_end.hpp"

#include <memory>

namespace mailsonde::eventlog::contract {

[[nodiscard]] std::unique_ptr<back_end> make_memory_back_end(manual_clock& clock);
[[nodiscard]] std::unique_ptr<back_end> make_sqlite_back_end(manual_clock& clock);
[[nodiscard]] std::unique_ptr<back_end> make_kafka_back_end();

}  // namespace mailsonde::eventlog::contract
