#include "shared/wire/imap/logout_dialog.hpp"

#include <utility>

namespace mailsonde::wire::imap {

void logout_dialog::plan(command_group& group) {
    if (!std::exchange(said_, true)) {
        group.add(command_text("LOGOUT", session().capabilities).made());
        group.expect_bye();
    }
}

result<void> logout_dialog::conclude(command_group const& /*group*/) {
    session().selected.reset();
    return {};
}

}  // namespace mailsonde::wire::imap
