#include "shared/wire/imap/look_commands.hpp"

#include "shared/wire/imap/date_time.hpp"

namespace mailsonde::wire::imap {

command status_command(capabilities const& known, std::string_view raw_name) {
    return command_text("STATUS", known).argument(raw_name).raw(" (UIDNEXT UIDVALIDITY)").made();
}

command examine_command(capabilities const& known, std::string_view raw_name) {
    return command_text("EXAMINE", known).argument(raw_name).made();
}

command search_command(capabilities const& known, instant since) {
    // SINCE compares days in the server's time zone, which may be up to 12 h behind.
    auto const day = to_search_date(since - std::chrono::hours(12));
    auto const* const options = known.has("ESEARCH") ? "RETURN (MIN) " : "";
    return command_text("UID SEARCH ", known).raw(options).raw("SINCE " + day).made();
}

command newest_command(capabilities const& known) {
    return command_text("UID FETCH * (UID)", known).made();
}

command fetch_command(capabilities const& known, std::string_view range, std::string_view fields) {
    return command_text("UID FETCH ", known)
        .raw(range)
        .raw(" (UID INTERNALDATE FLAGS")
        .raw(known.has("SAVEDATE") ? " SAVEDATE" : "")
        .raw(" BODY.PEEK[HEADER.FIELDS (")
        .raw(fields)
        .raw(")])")
        .made();
}

}  // namespace mailsonde::wire::imap
