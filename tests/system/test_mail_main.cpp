#include "shared/config/loader.hpp"
#include "shared/core/time.hpp"
#include "shared/model/token.hpp"
#include "shared/wire/mail/test_mail.hpp"

#include <cstdlib>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>

namespace mailsonde::test {
namespace {

/// What the sender would have sent to a mailbox of a configuration.
std::string made(config::config const& config, std::string const& mailbox, instant slot) {
    auto const& to = config.mailboxes.at(mailbox).address;
    auto const mail_id = model::make_mail_id("left-over", slot, mailbox);
    auto const token =
        model::mint(
            config.signing, {config.instance, mailbox, to}, slot, model::token_nonce(mail_id)
        )
            .text();
    auto const& from = config.routes.begin()->second.from;
    auto const message_id = token + from.substr(from.find('@'));
    return wire::mail::compose({from, to, config.instance, token, message_id, slot}).value();
}

}  // namespace
}  // namespace mailsonde::test

/// Prints the test mail for a mailbox that a slot so many seconds ago would have brought, for tests
/// that need mails of ours which no log knows.
///   mailsonde_test_mail CONFIG MAILBOX SECONDS [INSTANCE]
int main(int argc, char** argv) {
    using namespace mailsonde;
    try {
        if (argc < 4) {
            throw std::invalid_argument("CONFIG MAILBOX SECONDS [INSTANCE]");
        }
        auto loaded = config::load(argv[1], config::process_environment());
        for (auto const& problem : loaded.problems) {
            std::cerr << problem.text() << '\n';
        }
        auto config = loaded.value.value();
        config.instance = argc > 4 ? argv[4] : config.instance;
        auto const slot = wall_now() - std::chrono::seconds(std::stol(argv[3]));
        std::cout << test::made(config, argv[2], slot);
        return EXIT_SUCCESS;
    } catch (std::exception const& error) {
        std::cerr << "mailsonde_test_mail: " << error.what() << '\n';
        return EXIT_FAILURE;
    }
}
