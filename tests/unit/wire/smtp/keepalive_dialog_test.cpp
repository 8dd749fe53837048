#include "shared/wire/smtp/keepalive_dialog.hpp"

#include "shared/wire/smtp/quit_dialog.hpp"
#include "shared/wire/smtp/smtp_errc.hpp"
#include "tests/support/dialog_script.hpp"
#include "tests/unit/wire/smtp/owned_dialog.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace mailsonde::wire::smtp {
namespace {

using test::dialog_script;

std::unique_ptr<dialog> noop() {
    return std::make_unique<test::owned<keepalive_dialog>>(keepalive::noop);
}

dialog_script noop_script() {
    return dialog_script()
        .sends("NOOP\r\n")
        .in_phase("smtp.noop")
        .receives("250-2.0.0 still\r\n250 2.0.0 here\r\n")
        .finishes();
}

TEST(SmtpKeepaliveDialog, AsksWhetherTheServerIsStillThere) {
    noop_script().run_split_at_every_byte(noop);
    for (auto const* instead : {"421 idle\r\n", "garbage\r\n", "500 what?\r\n", "354 x\r\n"}) {
        noop_script().fails_at_every_step(noop, instead);
    }
}

TEST(SmtpKeepaliveDialog, ResetsATransaction) {
    test::owned<keepalive_dialog> rset(keepalive::rset);
    dialog_script()
        .sends("RSET\r\n")
        .in_phase("smtp.rset")
        .receives("250 Ok\r\n")
        .finishes()
        .run(rset);
}

TEST(SmtpKeepaliveDialog, FindsTheGoodbyeThatWasWaiting) {
    test::owned<keepalive_dialog> late(keepalive::noop);
    ASSERT_TRUE(late.session.parser.feed("250 Ok\r\n421 4.4.2 idle\r\n").has_value());
    dialog_script().fails_with(smtp_errc::closing, "421 4.4.2 idle").run(late);
}

TEST(SmtpQuitDialog, TakesAnyGoodbye) {
    auto const quit = [] { return std::make_unique<test::owned<quit_dialog>>(); };
    for (auto const* goodbye : {"221 2.0.0 Bye\r\n", "500 what?\r\n", "421 closing\r\n"}) {
        dialog_script()
            .sends("QUIT\r\n")
            .in_phase("smtp.quit")
            .receives(goodbye)
            .finishes()
            .run_split_at_every_byte(quit);
    }
    dialog_script()
        .sends("QUIT\r\n")
        .receives("garbage\r\n")
        .fails_with(smtp_errc::bad_reply)
        .run(*quit());
}

}  // namespace
}  // namespace mailsonde::wire::smtp
