#pragma once

#include "shared/net/net_errc.hpp"
#include "shared/wire/imap/imap_errc.hpp"
#include "tests/unit/clients/looking.hpp"

#include <string>
#include <utility>

/// IMAP servers that lie or are broken; docs/hostile-servers.md lists them all.
namespace mailsonde::clients::lying {

using namespace looking;
using net::net_errc;
using test::answers;
using test::drips;
using test::floods;
using test::hears_the_end;
using test::stays_silent;
using test::swallows;
using wire::imap::imap_errc;

inline std::string const ready = "* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready\r\n";
inline std::string const authenticate = "a1 AUTHENTICATE PLAIN AGFubmEAaHVudGVyMg==\r\n";

inline script at_login(std::string answer) {
    return {says{ready}, hears{authenticate}, says{std::move(answer)}};
}

/// The first look, with this in answer to what concerns INBOX; Spam is empty.
inline script at_look(std::string inbox, std::string spam = opened("a5", 3) + "a6 OK\r\n") {
    return joined(
        {login(), list(), {hears{first_look_bytes()}, says{std::move(inbox) + std::move(spam)}}}
    );
}

/// The same with a FETCH of INBOX that brings `data`.
inline script at_fetch(std::string const& data, int uid_next = 10) {
    return at_look(opened("a3", uid_next) + data + "a4 OK\r\n");
}

inline std::string const our_field = "X-Mailsonde-Token: " + token;

class lying_imap_case : public imap_case {
protected:
    /// A look fails for this reason and in this phase, brings nothing, and we close the connection
    /// without another word.
    look_report failed(error_code const& why, std::string const& phase) {
        auto report = looked();
        ended();
        EXPECT_FALSE(report.complete);
        EXPECT_TRUE(report.mails.empty());
        EXPECT_FALSE(client->is_connected());
        if (!report.failure) {
            ADD_FAILURE() << "the look went well";
            report.failure.emplace();
        }
        EXPECT_EQ(report.failure->code, why) << report.failure->text();
        auto const& detail = report.failure->detail;
        EXPECT_TRUE(detail == phase || detail.starts_with(phase + ": ")) << detail;
        return report;
    }

    look_report fails(script steps, error_code const& why, std::string const& phase) {
        plays(joined({std::move(steps), {hears_the_end{}}}));
        return failed(why, phase);
    }

    look_report fails(script steps, imap_errc why, std::string const& phase) {
        return fails(std::move(steps), error_code(why), phase);
    }

    /// By a server to which we go with STARTTLS.
    look_report fails_in_clear(script steps, imap_errc why, std::string const& phase) {
        serve(joined({std::move(steps), {hears_the_end{}}}));
        connects_to({"127.0.0.1", peer->port(), tls_mode::starttls, {}});
        auto report = failed(error_code(why), phase);
        EXPECT_EQ(report.failure->detail, phase) << "anybody on the line may have written more";
        return report;
    }

    /// A look goes through to its end.
    look_report reads(script steps) {
        plays(std::move(steps));
        auto report = looked();
        EXPECT_FALSE(report.failure.has_value()) << report.failure->text();
        EXPECT_TRUE(report.complete);
        EXPECT_TRUE(client->is_connected());
        return report;
    }

    /// The look is incomplete, and the connection good for the next one.
    look_report reads_in_part(script steps) {
        plays(std::move(steps));
        auto report = looked();
        EXPECT_FALSE(report.failure.has_value()) << report.failure->text();
        EXPECT_FALSE(report.complete);
        EXPECT_TRUE(client->is_connected());
        return report;
    }
};

/// UIDs of what was found, as "INBOX/9 Spam/3".
inline std::string places(look_report const& report) {
    std::string out;
    for (auto const& mail : report.mails) {
        out += (out.empty() ? "" : " ") + mail.place.folder + "/" + std::to_string(mail.place.uid);
    }
    return out;
}

}  // namespace mailsonde::clients::lying
