#include "shared/wire/imap/folder.hpp"

#include "shared/core/text.hpp"
#include "shared/wire/imap/mutf7.hpp"

#include <array>
#include <utility>

namespace mailsonde::wire::imap {
namespace {

/// "\AllMail" and "\Spam" are what the old XLIST of Gmail and Yandex says.
constexpr std::array<std::pair<std::string_view, special_use>, 9> attributes{{
    {"\\Junk", special_use::junk},
    {"\\Spam", special_use::junk},
    {"\\Trash", special_use::trash},
    {"\\All", special_use::all},
    {"\\AllMail", special_use::all},
    {"\\Archive", special_use::archive},
    {"\\Drafts", special_use::drafts},
    {"\\Flagged", special_use::flagged},
    {"\\Sent", special_use::sent},
}};

}  // namespace

folder folder::from(list_data const& listed) {
    folder made;
    made.raw_name = listed.raw_name;
    made.name = sanitised(decode_mutf7(listed.raw_name).value_or(listed.raw_name));
    made.delimiter = listed.delimiter;
    made.selectable = !listed.has("\\Noselect") && !listed.has("\\NonExistent");
    for (auto const& [attribute, use] : attributes) {
        if (listed.has(attribute)) {
            made.use = use;
            break;
        }
    }
    return made;
}

}  // namespace mailsonde::wire::imap
