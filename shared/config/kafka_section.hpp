#pragma once

#include "shared/config/config.hpp"
#include "shared/config/object_reader.hpp"

namespace mailsonde::config {

/// Reads `kafka` of the top file, if it is there.
void read_kafka(object_reader const& top, config& out);

}  // namespace mailsonde::config
