#pragma once

#include "shared/eventlog/event_log.hpp"
#include "shared/eventlog/log_clock.hpp"

#include <memory>

namespace mailsonde::eventlog {

/// The reference model: the whole contract in the memory of one process, nothing durable. The log
/// may be used by several threads, each member by one thread; members may outlive the log.
[[nodiscard]] std::unique_ptr<log> make_memory_log(log_clock clock = {});

}  // namespace mailsonde::eventlog
