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

}  // namespace
}  // namespace mailsonde::wire::smtp
