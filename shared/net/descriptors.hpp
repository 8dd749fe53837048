#pragma once

#include <cstdint>

/// Each connection needs a descriptor, and a process may have only so many.
namespace mailsonde::net {

/// Lifts the soft limit (RLIMIT_NOFILE; 1024 by custom) to the hard one, since nothing here uses
/// select().
/// @return how many descriptors this process may have
std::uint64_t raise_descriptor_limit();

/// Whether not even one is to be had right now: then a name that can't be looked up or a file that
/// can't be read says nothing about others.
[[nodiscard]] bool descriptors_are_used_up();

}  // namespace mailsonde::net
