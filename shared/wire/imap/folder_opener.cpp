#include "shared/wire/imap/folder_opener.hpp"

#include "shared/wire/imap/imap_errc.hpp"

#include <utility>

namespace mailsonde::wire::imap {

namespace {

selected_folder opening(std::string const& raw_name) {
    selected_folder made;
    made.raw_name = raw_name;
    return made;
}

}  // namespace

void folder_opener::select(command_group& group, std::string const& raw_name) {
    index_ = group.add(command_text("SELECT", session_.capabilities).argument(raw_name).made());
    opening_ = opening(raw_name);
}

void folder_opener::leave(command_group& group, std::string const& raw_name) {
    auto const& known = session_.capabilities;
    opening_.reset();
    if (known.has("UNSELECT")) {
        index_ = group.add(command_text("UNSELECT", known).made());
    } else {
        index_ = group.add(command_text("EXAMINE", known).argument(raw_name).made());
        opening_ = opening(raw_name);
    }
}

bool folder_opener::hear(untagged const& response, std::size_t current) {
    if (current != index_ || !opening_) {
        return false;
    }
    opening_->note_opening(response);
    return true;
}

void folder_opener::complete(command_group const& group, std::size_t index) {
    if (index != index_) {
        return;
    }
    index_.reset();
    // A refused SELECT or EXAMINE leaves no folder open (RFC 9051 section 6.3.2); a refused
    // UNSELECT is treated alike: the next look opens what it needs.
    session_.selected.reset();
    if (opening_ && group.ok(index)) {
        opening_->read_write = group.completion(index).code.kind == code::read_write;
        session_.selected = std::move(opening_);
    }
    opening_.reset();
}

result<void> check_writable(session const& whole, std::optional<std::uint32_t> uid_validity) {
    auto const& open = whole.selected;
    if (!open || (uid_validity && open->uid_validity != uid_validity)) {
        return fail(imap_errc::uid_validity_changed);
    }
    if (!open->read_write) {
        return fail(imap_errc::read_only);
    }
    if (!open->can_delete()) {
        return fail(imap_errc::read_only, "\\Deleted is no permanent flag here");
    }
    return {};
}

}  // namespace mailsonde::wire::imap
