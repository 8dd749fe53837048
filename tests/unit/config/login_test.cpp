#include "shared/config/login.hpp"

#include <gmock/gmock.h>

#include <functional>
#include <set>
#include <string>

namespace mailsonde::config {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

server mx() {
    return {"mx.example.org", 993, tls_mode::implicit, {}, {}, false};
}

credentials anna() {
    return {"anna", secret("hunter2"), std::nullopt};
}

model::key_ring const keys{
    {"k2", secret(std::string(32, 'y'))}, {"k1", secret(std::string(32, 'x'))}
};

TEST(Login, AnAccountIsAUserOfAServer) {
    EXPECT_EQ(account_of(mx(), anna()), "anna at mx.example.org:993");
    auto loud = mx();
    loud.host = "MX.Example.ORG";
    auto other_password = anna();
    other_password.password = secret("other");
    EXPECT_EQ(account_of(loud, other_password), account_of(mx(), anna()));
    auto other_port = mx();
    other_port.port = 143;
    EXPECT_NE(account_of(other_port, anna()), account_of(mx(), anna()));
}

TEST(Login, MarksDifferWithEverythingThatALoginIs) {
    std::function<void(server&, credentials&)> const changes[] = {
        [](server& /*at*/, credentials& /*login*/) {},
        [](server& at, credentials& /*login*/) { at.host = "mx2.example.org"; },
        [](server& at, credentials& /*login*/) { at.port = 994; },
        [](server& at, credentials& /*login*/) { at.tls = tls_mode::starttls; },
        [](server& at, credentials& /*login*/) { at.ca_file = "ca.pem"; },
        [](server& at, credentials& /*login*/) { at.pins = {"sha256/x"}; },
        [](server& at, credentials& /*login*/) { at.trusted_plaintext = true; },
        [](server& /*at*/, credentials& login) { login.user = "bert"; },
        [](server& /*at*/, credentials& login) { login.password = secret("hunter3"); },
        [](server& /*at*/, credentials& login) {
            login = {"anna", std::nullopt, secret("hunter2")};
        },
    };
    std::set<std::string> marks;
    for (auto const& change : changes) {
        auto at = mx();
        auto login = anna();
        change(at, login);
        marks.insert(login_marks(keys, at, login).front());
    }
    EXPECT_THAT(marks, SizeIs(std::size(changes)));
}

TEST(Login, ThereIsAMarkForEachKeyTheCurrentOneFirst) {
    auto const marks = login_marks(keys, mx(), anna());
    ASSERT_THAT(marks, SizeIs(2));
    EXPECT_NE(marks[0], marks[1]);
    EXPECT_EQ(login_marks({keys[1]}, mx(), anna()).front(), marks[1]);
    EXPECT_THAT(login_marks({}, mx(), anna()), testing::IsEmpty());
}

TEST(Login, AMarkSaysNothing) {
    auto const mark = login_marks(keys, mx(), anna()).front();
    EXPECT_THAT(mark, SizeIs(24));
    EXPECT_THAT(mark, Not(HasSubstr("anna")));
}

}  // namespace
}  // namespace mailsonde::config
