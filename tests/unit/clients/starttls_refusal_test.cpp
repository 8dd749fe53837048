// Who sits in between and keeps TLS from coming about gets no login, and is told of.
#include "shared/wire/imap/imap_errc.hpp"
#include "tests/unit/clients/looking.hpp"
#include "tests/unit/clients/submitting.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace mailsonde::clients {
namespace {

using test::does_tls;
using test::hears;
using test::says;
using testing::HasSubstr;
using testing::Not;
using wire::imap::imap_errc;

class ImapStarttlsRefusal : public looking::imap_case {
protected:
    failure refused(script steps) {
        plays_over_tls(std::move(steps), ca.issue(), ca, tls_mode::starttls);
        auto const report = looked();
        EXPECT_TRUE(report.failure.has_value());
        EXPECT_FALSE(client->is_connected());
        EXPECT_THAT(said, Not(HasSubstr("AUTHENTICATE")));
        EXPECT_THAT(said, Not(HasSubstr(" LOGIN ")));
        return report.failure.value_or(failure());
    }

    test::authority const ca;
};

script const imap_offer{
    says{"* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] ready\r\n"}, hears{"a1 STARTTLS\r\n"}
};

TEST_F(ImapStarttlsRefusal, NotOffered) {
    auto const error = refused({says{"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\r\n"}});
    EXPECT_EQ(error.code, error_code(imap_errc::starttls_unavailable)) << error.text();
    EXPECT_THAT(error.text(), HasSubstr("somebody in between"));
}

TEST_F(ImapStarttlsRefusal, Preauth) {
    auto const error = refused({says{"* PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] welcome\r\n"}});
    EXPECT_EQ(error.code, error_code(imap_errc::preauth_refused)) << error.text();
}

TEST_F(ImapStarttlsRefusal, Refused) {
    auto const error = refused(joined({imap_offer, {says{"a1 NO not today\r\n"}}}));
    EXPECT_EQ(error.code, error_code(imap_errc::starttls_refused)) << error.text();
}

TEST_F(ImapStarttlsRefusal, OctetsInjectedBehindIt) {
    auto const error = refused(joined(
        {imap_offer, {says{"a1 OK begin\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\na2 OK\r\n"}}}
    ));
    EXPECT_EQ(error.code, error_code(imap_errc::injected_after_starttls)) << error.text();
}

TEST_F(ImapStarttlsRefusal, WhatWasSaidInClearIsForgotten) {
    plays_over_tls(
        {says{"* OK [CAPABILITY IMAP4rev1 STARTTLS AUTH=SCRAM-SHA-256] ready\r\n"},
         hears{"a1 STARTTLS\r\n"},
         says{"a1 OK begin\r\n"},
         does_tls{},
         hears{"a2 CAPABILITY\r\n"},
         says{"* CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN\r\na2 OK\r\n"},
         hears{"a3 AUTHENTICATE PLAIN AGFubmEAaHVudGVyMg==\r\n"},
         says{"a3 NO [UNAVAILABLE] no\r\n"}},
        ca.issue(),
        ca,
        tls_mode::starttls
    );
    EXPECT_TRUE(looked().certificate_expires.has_value());
}

class SmtpStarttlsRefusal : public submitting::smtp_case {
protected:
    attempt refused(script steps) {
        serve(std::move(steps), ca.issue());
        connects_to(
            {"127.0.0.1", peer->port(), tls_mode::starttls, {ca.file(), {}}},
            credentials{"anna", secret("hunter2"), std::nullopt}
        );
        auto made = submitted();
        EXPECT_EQ(made.failure, model::send_failure::tls) << made.detail;
        EXPECT_FALSE(client->is_connected());
        EXPECT_THAT(said, Not(HasSubstr("AUTH ***")));
        EXPECT_THAT(said, Not(HasSubstr("> AUTH")));
        return made;
    }

    test::authority const ca;
};

TEST_F(SmtpStarttlsRefusal, NotOffered) {
    auto const made = refused(submitting::greeting("250-AUTH PLAIN\r\n250 PIPELINING\r\n"));
    EXPECT_THAT(made.detail, HasSubstr("somebody in between"));
}

TEST_F(SmtpStarttlsRefusal, Refused) {
    refused(joined(
        {submitting::greeting("250 STARTTLS\r\n"),
         {hears{"STARTTLS\r\n"}, says{"454 4.7.0 TLS not available\r\n"}}}
    ));
}

TEST_F(SmtpStarttlsRefusal, OctetsInjectedBehindIt) {
    auto const made = refused(joined(
        {submitting::greeting("250 STARTTLS\r\n"),
         {hears{"STARTTLS\r\n"}, says{"220 go ahead\r\n250-mx\r\n250 AUTH PLAIN\r\n"}}}
    ));
    EXPECT_THAT(made.detail, HasSubstr("injected"));
}

TEST_F(SmtpStarttlsRefusal, WhatWasSaidInClearIsForgotten) {
    serve(
        joined(
            {submitting::greeting("250-AUTH SCRAM-SHA-256\r\n250 STARTTLS\r\n"),
             {hears{"STARTTLS\r\n"},
              says{"220 go ahead\r\n"},
              does_tls{},
              hears{"EHLO probe.example\r\n"},
              says{"250-mx\r\n250 PIPELINING\r\n"}},
             submitting::taken_mail()}
        ),
        ca.issue()
    );
    connects_to({"127.0.0.1", peer->port(), tls_mode::starttls, {ca.file(), {}}});
    EXPECT_EQ(submitted().failure, std::nullopt);
}

}  // namespace
}  // namespace mailsonde::clients
