#pragma once

#include "shared/core/time.hpp"
#include "shared/wire/imap/command.hpp"

#include <string>
#include <string_view>

namespace mailsonde::wire::imap {

// The commands of a look. None of them changes anything in the mailbox.

[[nodiscard]] command status_command(capabilities const& known, std::string_view raw_name);
[[nodiscard]] command examine_command(capabilities const& known, std::string_view raw_name);
/// All mails of the day of `since`, by INTERNALDATE.
[[nodiscard]] command search_command(capabilities const& known, instant since);
/// The UID of the last mail.
[[nodiscard]] command newest_command(capabilities const& known);
/// @param range   "7:*"
/// @param fields  of the header, separated by spaces
[[nodiscard]] command fetch_command(
    capabilities const& known, std::string_view range, std::string_view fields
);

}  // namespace mailsonde::wire::imap
