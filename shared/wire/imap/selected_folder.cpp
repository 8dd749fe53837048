#include "shared/wire/imap/selected_folder.hpp"

#include "shared/core/text.hpp"
#include "shared/wire/imap/folder_views.hpp"
#include "shared/wire/imap/value_reader.hpp"

#include <algorithm>
#include <limits>

namespace mailsonde::wire::imap {

void selected_folder::note_opening(untagged const& response) {
    if (auto const count = as_exists(response)) {
        exists = *count;
    }
    if (response.code.kind == code::uid_validity) {
        uid_validity = response.code.number();
    } else if (response.code.kind == code::uid_next) {
        uid_next = response.code.number();
    } else if (response.code.kind == code::permanent_flags) {
        auto const values = value_reader(response.code.arguments).read_all();
        // A list that can't be read is none that grants anything.
        permanent_flags.emplace();
        if (values && values->size() == 1) {
            permanent_flags = texts_of(values->front());
        }
    }
}

void selected_folder::note_change(untagged const& response) {
    if (auto const count = as_exists(response)) {
        grew = grew || *count > exists;
        exists = *count;
    }
    exists -= std::min(exists, expunged_by(response));
}

bool selected_folder::can_delete() const {
    return !permanent_flags ||
           std::any_of(permanent_flags->begin(), permanent_flags->end(), [](auto const& flag) {
               return equals_ignoring_case(flag, "\\Deleted");
           });
}

std::uint32_t expunged_by(untagged const& response) {
    if (as_expunge(response)) {
        return 1;
    }
    if (auto const vanished = as_vanished(response)) {
        constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
        return static_cast<std::uint32_t>(std::min(vanished->size(), most));
    }
    return 0;
}

}  // namespace mailsonde::wire::imap
