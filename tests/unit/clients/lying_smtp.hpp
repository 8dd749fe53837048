#pragma once

#include "shared/net/net_errc.hpp"
#include "tests/unit/clients/submitting.hpp"

#include <optional>
#include <string>
#include <tuple>
#include <utility>

/// SMTP servers that lie or are broken; docs/hostile-servers.md lists them all.
namespace mailsonde::clients::lying {

using namespace submitting;
using model::send_failure;
using net::net_errc;
using test::answers;
using test::drips;
using test::floods;
using test::hears_the_end;
using test::stays_silent;

inline std::string const mail_from = "MAIL FROM:<probe@a.example>\r\n";
inline std::string const rcpt_to = "RCPT TO:<anna@b.example>\r\n";

/// Up to the command of that name, on a server that takes one command at a time.
inline script until(std::string const& command) {
    auto steps = greeting("250 HELP\r\n");
    for (auto const& [name, line, reply] :
         {std::tuple("MAIL", mail_from, "250 ok\r\n"),
          std::tuple("RCPT", rcpt_to, "250 ok\r\n"),
          std::tuple("DATA", std::string("DATA\r\n"), "354 go\r\n"),
          std::tuple("content", content, "250 ok\r\n")}) {
        steps.emplace_back(hears{line});
        if (name == command) {
            return steps;
        }
        steps.emplace_back(says{reply});
    }
    return steps;
}

class lying_smtp_case : public smtp_case {
protected:
    /// The attempt fails for this reason and in this phase; nobody has the mail, and we close the
    /// connection without another word.
    attempt fails(script steps, send_failure why, std::string const& phase) {
        plays(joined({std::move(steps), {hears_the_end{}}}), login);
        return failed(why, phase);
    }

    attempt failed(send_failure why, std::string const& phase) {
        auto made = in_vain(why, phase);
        EXPECT_FALSE(made.maybe_accepted) << "the server can't have the mail";
        return made;
    }

    attempt in_vain(send_failure why, std::string const& phase) {
        auto made = submitted();
        ended();
        EXPECT_EQ(made.failure, why) << made.detail;
        EXPECT_EQ(made.smtp.phase, phase) << made.detail;
        EXPECT_NE(made.detail, "");
        EXPECT_EQ(made.smtp.queue_id, "");
        EXPECT_FALSE(client->is_connected());
        return made;
    }

    std::optional<credentials> login;
};

}  // namespace mailsonde::clients::lying
