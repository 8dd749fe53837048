#pragma once

#include "shared/config/config.hpp"
#include "shared/config/object_reader.hpp"

namespace mailsonde::config {

/// Reads what only the top file may have, besides `defaults` and `include`: instance, data,
/// signing, log, http, alerts, login, topics. See reaper_section.hpp for the reaper.
void read_general(object_reader const& top, config& out);

/// Of these, only http.
void read_http_section(object_reader const& top, config& out);

}  // namespace mailsonde::config
