#include "shared/wire/smtp/reply.hpp"

#include <gtest/gtest.h>

#include <string>

namespace mailsonde::wire::smtp {
namespace {

TEST(QueueId, IsFoundInTheFormsOfKnownServers) {
    std::pair<char const*, char const*> const cases[] = {
        {"Ok: queued as E1CC1AA0083", "E1CC1AA0083"},
        {"OK id=1xVg2L-00042F-2F", "1xVg2L-00042F-2F"},
        {"<a@b> [InternalId=1234, Hostname=EX1.example] Queued mail for delivery", "1234"},
        {"OK  1511790490 n32csp123 - gsmtp", "n32csp123"},
        {"xAO29V123 Message accepted for delivery", "xAO29V123"},
        {"Ok", ""},
        {"valid=1", ""},
        {"Ok: queued as \x1b[31m", ""},
    };
    for (auto const& [text, id] : cases) {
        EXPECT_EQ(queue_id_of({250, "", {text}}), id) << text;
    }
    EXPECT_EQ(queue_id_of({250, "", {"queued as " + std::string(500, 'A')}}).size(), 64U);
}

TEST(QueueId, OfOtherServersAndFilters) {
    std::pair<char const*, char const*> const cases[] = {
        {"from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as 4XyZ12", "4XyZ12"},
        {"Ok: queued as 4XyZ1k3Yz1zB.", "4XyZ1k3Yz1zB"},
        {"1a2b3c4d Message accepted for delivery", "1a2b3c4d"},
        {"ok 1732413000 qp 31337", "31337"},
        {"ok:  Message 4242 accepted", "4242"},
        {"Message queued with id 1a2b3c.", "1a2b3c"},
        {"Message Queued (6F9619FF-8B86-D011-B42D-00CF4FC964FF.1)",
         "6F9619FF-8B86-D011-B42D-00CF4FC964FF.1"},
        {"SmtpThread-99-17@uk-mta-1 Received OK [abc.uk1]", "SmtpThread-99-17@uk-mta-1"},
        {"Ok 010001936f1e2d3c-aaaa-bbbb-cccc-000000", "010001936f1e2d3c-aaaa-bbbb-cccc-000000"},
        {"Message accepted for delivery", ""},
        {"Requested mail action okay, completed", ""},
        {"Queued (0.312 seconds)", ""},
        {"Ok 123", ""},
        {"", ""},
    };
    for (auto const& [text, id] : cases) {
        EXPECT_EQ(queue_id_of({250, "", {text}}), id) << text;
    }
    EXPECT_EQ(queue_id_of({250, "", {"first line", "queued as X1"}}), "X1");
    EXPECT_EQ(queue_id_of({250, "", {}}), "");
}

}  // namespace
}  // namespace mailsonde::wire::smtp
