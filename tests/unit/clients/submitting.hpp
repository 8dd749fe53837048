#pragma once

#include "shared/clients/smtp_client.hpp"
#include "tests/unit/clients/peer_case.hpp"

#include <memory>
#include <string>

/// A mail, and what a server hears and says of it.
namespace mailsonde::clients::submitting {

using test::hangs_up;
using test::hears;
using test::says;

inline wire::smtp::submission mail() {
    return {"probe@a.example", "anna@b.example", "Subject: x\r\n\r\nhello\r\n"};
}

inline std::string const envelope =
    "MAIL FROM:<probe@a.example>\r\nRCPT TO:<anna@b.example>\r\nDATA\r\n";
inline std::string const content = "Subject: x\r\n\r\nhello\r\n.\r\n";

inline script greeting(std::string const& extensions = "250 PIPELINING\r\n") {
    return {
        says{"220 mx ready\r\n"}, hears{"EHLO probe.example\r\n"}, says{"250-mx\r\n" + extensions}
    };
}

inline script taken_mail() {
    return {
        hears{envelope},
        says{"250 ok\r\n250 ok\r\n354 go\r\n"},
        hears{content},
        says{"250 2.0.0 Ok: queued as 4F3C2A1B7D\r\n"},
    };
}

class smtp_case : public peer_case<smtp_client> {
protected:
    void connects_to(net::endpoint server, std::optional<credentials> login = std::nullopt) {
        smtp_options options;
        options.server = std::move(server);
        options.ehlo_name = "probe.example";
        options.login = std::move(login);
        options.trusted_plaintext = true;
        options.transcript = transcript();
        options.budgets = budgets;
        client = std::make_unique<smtp_client>(io.get_executor(), contexts, options);
    }

    void plays(script steps, std::optional<credentials> login = std::nullopt) {
        serve(std::move(steps));
        connects_to({"127.0.0.1", peer->port(), tls_mode::none, {}}, std::move(login));
    }

    attempt submitted(wire::smtp::submission one = mail()) {
        return done(client->submit(std::move(one)));
    }
};

}  // namespace mailsonde::clients::submitting
