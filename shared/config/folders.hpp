#pragma once

#include "shared/config/scalars.hpp"
#include "shared/core/text.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace mailsonde::config {

/// The name of an IMAP folder other than INBOX, as people see it (UTF-8, the server's separators).
/// @param why_not_inbox  hint if it is INBOX, which is one name in any case (RFC 9051 section 5.1)
[[nodiscard]] inline std::optional<std::string> read_folder(
    loading& load, yaml_node const& node, std::string const& where, std::string_view why_not_inbox
) {
    auto name = read_string(load, node, where, 255);
    if (name && equals_ignoring_case(*name, "INBOX")) {
        load.report(node.at, where + ": INBOX is not allowed here", why_not_inbox);
        return std::nullopt;
    }
    return name;
}

}  // namespace mailsonde::config
