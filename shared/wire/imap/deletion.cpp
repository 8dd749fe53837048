#include "shared/wire/imap/deletion.hpp"

namespace mailsonde::wire::imap {

std::string_view to_text(deletion what) {
    switch (what) {
        case deletion::expunged:
            return "expunged";
        case deletion::already_gone:
            return "already_gone";
        case deletion::not_ours:
            return "not_ours";
        case deletion::flagged_only:
            return "flagged_only";
        case deletion::refused:
            return "refused";
    }
    return "unknown";
}

}  // namespace mailsonde::wire::imap
