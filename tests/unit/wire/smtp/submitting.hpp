#pragma once

#include "shared/wire/smtp/submit_dialog.hpp"
#include "tests/support/dialog_script.hpp"
#include "tests/unit/wire/smtp/owned_dialog.hpp"

#include <memory>
#include <string>

/// One mail, and what goes over the wire for it.
namespace mailsonde::wire::smtp::submitting {

using test::dialog_script;
using owned_submit = test::owned<submit_dialog>;

inline submission mail() {
    return {"probe@a.example", "anna@b.example", "Subject: secret\r\n\r\nx\r\n"};
}

inline std::unique_ptr<owned_submit> made(bool pipelining) {
    auto dialog = std::make_unique<owned_submit>(mail());
    dialog->session.capabilities.pipelining = pipelining;
    return dialog;
}

inline std::string const from = "MAIL FROM:<probe@a.example>\r\n";
inline std::string const to = "RCPT TO:<anna@b.example>\r\n";
inline std::string const group = from + to + "DATA\r\n";
inline std::string const data = mail().message + ".\r\n";

/// The data is out, the answer is still to come.
inline dialog_script up_to_data_end() {
    return dialog_script()
        .conceals("secret")
        .sends(group)
        .receives("250 Ok\r\n250 Ok\r\n354 go\r\n")
        .sends(data)
        .in_phase("smtp.data_end");
}

}  // namespace mailsonde::wire::smtp::submitting
