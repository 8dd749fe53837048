#include "shared/wire/imap/junk_folder.hpp"

#include "shared/core/text.hpp"
#include "shared/wire/imap/mutf7.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace mailsonde::wire::imap {
namespace {

/// Lower case; best known first. Names of Dovecot and Thunderbird, Gmail, Yahoo, Exchange and
/// Outlook in some languages, Web.de, Zimbra, Courier.
constexpr std::array<std::string_view, 22> usual_names{
    "junk",
    "spam",
    "bulk mail",
    "bulk",
    "junk email",
    "junk e-mail",
    "junk-e-mail",
    "junk-email",
    "junk mail",
    "junk-mail",
    "[gmail]/spam",
    "[google mail]/spam",
    "spamverdacht",
    "courrier indésirable",
    "indésirables",
    "posta indesiderata",
    "correo no deseado",
    "ongewenste e-mail",
    "lixo eletrônico",
    "wiadomości-śmieci",
    "skräppost",
    "нежелательная почта",
};

/// The name without the prefix of the personal name space (Courier, Cyrus: "INBOX.").
std::string_view without_prefix(folder const& one) {
    std::string_view name = one.name;
    constexpr std::string_view inbox = "INBOX";
    if (one.delimiter && name.size() > inbox.size() + 1 && name[inbox.size()] == *one.delimiter &&
        equals_ignoring_case(name.substr(0, inbox.size()), inbox)) {
        name.remove_prefix(inbox.size() + 1);
    }
    return name;
}

folder const* find_configured(std::vector<folder> const& folders, std::string const& name) {
    auto const wire_name = encode_mutf7(name);
    for (auto const& one : folders) {
        auto const same = same_folder(one.raw_name, name) || one.raw_name == wire_name ||
                          equals_ignoring_case(one.name, name);
        if (same && one.selectable) {
            return &one;
        }
    }
    return nullptr;
}

}  // namespace

folder const* find_junk(
    std::vector<folder> const& folders, std::optional<std::string> const& configured
) {
    if (configured) {
        return find_configured(folders, *configured);
    }
    auto const marked = std::find_if(folders.begin(), folders.end(), [](folder const& one) {
        return one.selectable && one.use == special_use::junk;
    });
    if (marked != folders.end()) {
        return &*marked;
    }
    for (auto const usual : usual_names) {
        for (auto const& one : folders) {
            if (one.selectable && equals_ignoring_case(without_prefix(one), usual)) {
                return &one;
            }
        }
    }
    return nullptr;
}

bool is_swept(folder const& one) {
    return one.selectable && one.use != special_use::all &&
           !equals_ignoring_case(without_prefix(one), "Notes");
}

}  // namespace mailsonde::wire::imap
