#pragma once

#include "shared/clients/imap_client.hpp"
#include "tests/unit/clients/peer_case.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

/// A mailbox with INBOX, Junk and Archive, and what its server hears and says.
namespace mailsonde::clients::looking {

using test::hangs_up;
using test::hears;
using test::says;

inline std::string const token = "ms1." + std::string(26, 'a') + "." + std::string(26, 'b');
inline std::string const items =
    " (UID INTERNALDATE FLAGS BODY.PEEK[HEADER.FIELDS (X-Mailsonde-Token Message-ID Subject)])\r\n";

inline script login(std::string const& capabilities = "UIDPLUS UNSELECT LIST-STATUS SPECIAL-USE") {
    return {
        says{"* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready\r\n"},
        hears{"a1 AUTHENTICATE PLAIN AGFubmEAaHVudGVyMg==\r\n"},
        says{"a1 OK [CAPABILITY IMAP4rev1 " + capabilities + "] in\r\n"}
    };
}

inline std::string list_bytes(std::string const& tag) {
    return tag + R"( LIST "" "*" RETURN (SPECIAL-USE STATUS (UIDNEXT UIDVALIDITY)))" + "\r\n";
}

/// @param others  LIST and STATUS of further folders
inline script list(std::string const& tag = "a2", std::string const& others = "") {
    return {
        hears{list_bytes(tag)},
        says{
            "* LIST () \".\" INBOX\r\n* STATUS INBOX (UIDNEXT 9 UIDVALIDITY 1)\r\n"
            "* LIST (\\Junk) \".\" Spam\r\n* STATUS Spam (UIDNEXT 3 UIDVALIDITY 1)\r\n"
            "* LIST () \".\" Archive\r\n* STATUS Archive (UIDNEXT 2 UIDVALIDITY 1)\r\n" +
            others + tag + " OK\r\n"
        }
    };
}

inline std::string opened(std::string const& tag, int uid_next) {
    return "* 4 EXISTS\r\n* OK [UIDVALIDITY 1] ok\r\n* OK [UIDNEXT " + std::to_string(uid_next) +
           "] ok\r\n" + tag + " OK [READ-ONLY] done\r\n";
}

inline std::string mail(int uid, std::string const& fields) {
    auto const header = fields + "\r\n\r\n";
    return "* 4 FETCH (UID " + std::to_string(uid) +
           " INTERNALDATE \"24-Nov-2026 02:09:31 +0000\" FLAGS () "
           "BODY[HEADER.FIELDS (X-MAILSONDE-TOKEN MESSAGE-ID SUBJECT)] {" +
           std::to_string(header.size()) + "}\r\n" + header + ")\r\n";
}

inline std::string first_look_bytes() {
    return "a3 EXAMINE \"INBOX\"\r\na4 UID FETCH 9:*" + items + "a5 EXAMINE \"Spam\"\r\n" +
           "a6 UID FETCH 3:*" + items;
}

/// The first look on a fresh connection: nothing new in INBOX and Spam.
inline script first_look() {
    return {
        hears{first_look_bytes()},
        says{opened("a3", 9) + "a4 OK\r\n" + opened("a5", 3) + "a6 OK\r\n"}
    };
}

inline script begin() {
    return joined({login(), list(), first_look()});
}

inline look_request request(bool sweep = false) {
    return {
        {{"INBOX", 1, 9}, {"Spam", 1, 3}, {"Archive", 1, 2}}, instant(milliseconds(0)), {}, sweep
    };
}

class imap_case : public peer_case<imap_client> {
protected:
    void plays(script steps, std::optional<std::string> junk = std::nullopt) {
        serve(std::move(steps));
        connects_to({"127.0.0.1", peer->port(), tls_mode::none, {}}, std::move(junk));
    }

    void plays_over_tls(
        script steps,
        test::pem_pair const& identity,
        test::authority const& trusted,
        tls_mode tls = tls_mode::implicit
    ) {
        serve(std::move(steps), identity);
        connects_to({"127.0.0.1", peer->port(), tls, {trusted.file(), {}}});
    }

    void connects_to(net::endpoint server, std::optional<std::string> junk = std::nullopt) {
        imap_options options;
        options.server = std::move(server);
        options.login = {"anna", secret("hunter2"), std::nullopt};
        options.trusted_plaintext = true;
        options.transcript = transcript();
        options.client_version = "1.0";
        options.junk_folder = std::move(junk);
        options.budgets = budgets;
        client = std::make_unique<imap_client>(io.get_executor(), contexts, options);
    }

    look_report looked(look_request asked = request()) {
        return done(client->look(std::move(asked)));
    }
};

}  // namespace mailsonde::clients::looking
