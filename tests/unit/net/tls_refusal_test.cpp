// Every way in which a server can fail to prove itself: it is refused, the error says which way,
// with what certificate, and what to do.
#include "shared/core/text.hpp"
#include "shared/net/net_errc.hpp"
#include "tests/unit/net/visiting.hpp"

#include <gmock/gmock.h>
#include <openssl/ssl.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace mailsonde::net {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using test::does_tls;
using test::says;
using test::stays_silent;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using visiting::visit_plan;
using visiting::visited;

class TlsRefusal : public testing::Test {
protected:
    [[nodiscard]] visit_plan to(test::scripted_peer const& peer, std::string host = "127.0.0.1") {
        return {.peer = {std::move(host), peer.port(), tls_mode::implicit, {ca.file(), {}}}};
    }

    /// What is said of a server with this identity.
    failure refused(test::pem_pair const& identity, std::string host = "127.0.0.1") {
        asio::io_context io;
        test::scripted_peer peer(io, {does_tls{}, says{"hello"}});
        peer.use(identity);
        return refusal_of(io, peer, to(peer, std::move(host)));
    }

    /// What is said of a server that does this instead of TLS.
    failure refused(test::peer_step step) {
        asio::io_context io;
        test::scripted_peer peer(io, {std::move(step), stays_silent{}});
        return refusal_of(io, peer, to(peer));
    }

    static failure refusal_of(
        asio::io_context& io, test::scripted_peer& peer, visit_plan const& plan
    ) {
        auto const seen = visited(io, plan, &peer);
        EXPECT_EQ(seen.heard, "");
        EXPECT_TRUE(seen.secured.has_error()) << "it was believed";
        auto const error = seen.secured ? failure() : seen.secured.error();
        EXPECT_EQ(sanitised(error.detail, 4096), error.detail) << "one line, for any terminal";
        return error;
    }

    bool accepted(test::pem_pair const& identity) {
        asio::io_context io;
        test::scripted_peer peer(io, {does_tls{}, says{"hello"}});
        peer.use(identity);
        auto const seen = visited(io, to(peer), &peer);
        EXPECT_TRUE(seen.secured) << seen.secured.error().text();
        return seen.heard == "hello";
    }

    static std::string pin_in(failure const& error) {
        constexpr std::size_t pin_size = 51;
        auto const at = error.detail.find("sha256/");
        return at == std::string::npos ? "" : error.detail.substr(at, pin_size);
    }

    /// Each says its own and gives the facts.
    static void expect_certificate(failure const& error, std::string const& says) {
        EXPECT_EQ(error.code, error_code(net_errc::tls_certificate)) << error.text();
        EXPECT_THAT(
            error.detail,
            AllOf(
                HasSubstr(says),
                HasSubstr("subject CN="),
                HasSubstr("issuer CN="),
                HasSubstr("valid 20"),
                HasSubstr("pin sha256/")
            )
        );
    }

    test::authority const ca;
};

TEST_F(TlsRefusal, Expired) {
    auto const error = refused(ca.issue({.begins = -3600s, .ends = -60s}));
    expect_certificate(error, "the certificate has expired");
    EXPECT_THAT(error.detail, HasSubstr("renewed"));
}

TEST_F(TlsRefusal, NotYetValid) {
    auto const error = refused(ca.issue({.begins = 600s, .ends = 3600s}));
    expect_certificate(error, "the certificate is not valid yet");
    EXPECT_THAT(error.detail, HasSubstr("clock"));
}

TEST_F(TlsRefusal, ForAnotherAddress) {
    auto const error = refused(ca.issue({.subject_alt_name = "IP:127.0.0.2,IP:::1"}));
    expect_certificate(error, "the certificate is not for 127.0.0.1");
    EXPECT_THAT(error.detail, HasSubstr("for 127.0.0.2, ::1,"));
}

TEST_F(TlsRefusal, ForANameThatLooksLikeTheAddress) {
    expect_certificate(
        refused(ca.issue({.subject_alt_name = "DNS:127.0.0.1"})),
        "the certificate is not for 127.0.0.1"
    );
}

TEST_F(TlsRefusal, ForAnotherHost) {
    auto const error =
        refused(ca.issue({.subject_alt_name = "DNS:mx.example,DNS:*.example"}), "localhost");
    expect_certificate(error, "the certificate is not for localhost");
    EXPECT_THAT(error.detail, HasSubstr("for mx.example, *.example,"));
}

TEST_F(TlsRefusal, CommonNameOnly) {
    auto const error =
        refused(ca.issue({.subject_alt_name = "", .common_name = "localhost"}), "localhost");
    expect_certificate(error, "bears no name of a host");
    EXPECT_THAT(error.detail, HasSubstr("subject alternative name"));
}

TEST_F(TlsRefusal, SelfSigned) {
    auto const error = refused(test::self_signed());
    expect_certificate(error, "the certificate is self-signed");
    EXPECT_THAT(error.detail, HasSubstr("ca_file"));
}

TEST_F(TlsRefusal, SelfSignedIsFineIfItIsTheAuthorityThatWasNamed) {
    for (auto const is_authority : {true, false}) {
        auto const identity = test::self_signed({.is_authority = is_authority});
        auto const file = std::filesystem::path(testing::TempDir()) / "mailsonde-self-signed.pem";
        std::ofstream(file) << identity.certificate;
        asio::io_context io;
        test::scripted_peer peer(io, {does_tls{}, says{"hello"}});
        peer.use(identity);
        auto plan = to(peer);
        plan.peer.trust.ca_file = file;
        auto const seen = visited(io, plan, &peer);
        EXPECT_TRUE(seen.secured) << seen.secured.error().text();
        std::filesystem::remove(file);
    }
}

TEST_F(TlsRefusal, OfAnUnknownAuthority) {
    test::authority const stranger("Another authority");
    auto identity = stranger.issue();
    identity.certificate += stranger.own().certificate;
    auto const error = refused(identity);
    expect_certificate(error, "comes from an unknown authority");
    EXPECT_THAT(error.detail, HasSubstr("subject CN=Another authority"));
}

TEST_F(TlsRefusal, OfAnAuthorityThatHasOnlyTheNameOfOurs) {
    test::authority const impostor;
    expect_certificate(refused(impostor.issue()), "was not issued by the authority that it names");
}

TEST_F(TlsRefusal, OfAnUnknownAuthorityBehindAnIntermediate) {
    test::authority const stranger("Another authority");
    auto const error = refused(stranger.intermediate()->issue());
    expect_certificate(error, "comes from an unknown authority");
    EXPECT_THAT(error.detail, HasSubstr("subject CN=Test intermediate"));
}

TEST_F(TlsRefusal, WithoutItsIntermediate) {
    auto identity = ca.intermediate()->issue();
    auto const second = identity.certificate.find("-----BEGIN", 1);
    ASSERT_NE(second, std::string::npos);
    EXPECT_TRUE(accepted(identity)) << "the whole chain is good";
    identity.certificate.resize(second);
    auto const error = refused(identity);
    expect_certificate(error, "came alone, and its issuer is unknown");
    EXPECT_THAT(error.detail, AllOf(HasSubstr("intermediate"), HasSubstr("CN=Test intermediate")));
}

TEST_F(TlsRefusal, WeakKey) {
    EXPECT_TRUE(accepted(ca.issue({.key = test::key_kind::rsa_2048})));
    auto const error = refused(ca.issue({.key = test::key_kind::rsa_1024}));
    expect_certificate(error, "too weak a key, RSA 1024 bit");
}

TEST_F(TlsRefusal, WeakSignature) {
    auto const error = refused(ca.issue({.signed_by_sha1 = true}));
    expect_certificate(error, "is signed too weakly, ecdsa-with-SHA1");
}

TEST_F(TlsRefusal, ForClientsOnly) {
    EXPECT_TRUE(accepted(ca.issue({.extended_key_usage = "serverAuth,clientAuth"})));
    auto const error = refused(ca.issue({.extended_key_usage = "clientAuth"}));
    expect_certificate(error, "is not meant for servers");
    EXPECT_THAT(error.detail, HasSubstr("serverAuth"));
}

TEST_F(TlsRefusal, AnAuthoritysOwn) {
    expect_certificate(refused(ca.own()), "the certificate is an authority's");
    expect_certificate(
        refused(ca.issue({.is_authority = true})), "the certificate is an authority's"
    );
}

TEST_F(TlsRefusal, IssuedByAServer) {
    auto const error = refused(test::issued_by(ca.issue(), {.common_name = "Impostor"}));
    expect_certificate(error, "belongs to no authority");
}

TEST_F(TlsRefusal, AnotherKeyThanThePinnedOne) {
    asio::io_context io;
    auto const identity = ca.issue();
    test::scripted_peer peer(io, {does_tls{}, says{"hello"}});
    peer.use(identity);
    auto plan = to(peer);
    plan.peer.trust.pins = {"sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="};
    auto const error = refusal_of(io, peer, plan);
    EXPECT_EQ(error.code, error_code(net_errc::tls_pin_mismatch));
    EXPECT_THAT(
        error.detail, AllOf(HasSubstr("subject CN=Test server"), HasSubstr("for 127.0.0.1"))
    );
    // The error names the key, so that whoever trusts it can pin it.
    auto const pin = pin_in(error);

    asio::io_context again;
    test::scripted_peer same(again, {does_tls{}, says{"hello"}});
    same.use(identity);
    auto second = to(same);
    second.peer.trust.pins = {plan.peer.trust.pins.front(), pin};
    EXPECT_TRUE(visited(again, second, &same).secured.has_value());
}

TEST_F(TlsRefusal, APinnedKeyIsNoSubstituteForAValidCertificate) {
    auto const identity = ca.issue({.begins = -3600s, .ends = -60s});
    asio::io_context io;
    test::scripted_peer peer(io, {does_tls{}, says{"hello"}});
    peer.use(identity);
    auto plan = to(peer);
    plan.peer.trust.pins = {pin_in(refused(identity))};
    expect_certificate(refusal_of(io, peer, plan), "the certificate has expired");
}

TEST_F(TlsRefusal, OldVersionsOnly) {
    for (auto const version : {TLS1_VERSION, TLS1_1_VERSION}) {
        asio::io_context io;
        test::scripted_peer peer(io, {does_tls{}, says{"hello"}});
        peer.use(ca.issue());
        peer.limit_to(version);
        auto const error = refusal_of(io, peer, to(peer));
        EXPECT_EQ(error.code, error_code(net_errc::tls_handshake)) << error.text();
        EXPECT_THAT(error.detail, HasSubstr("older than TLS 1.2"));
    }
}

TEST_F(TlsRefusal, AnOldServerThatAnswersInItsOwnVersion) {
    // A ServerHello of TLS 1.0 as a server from before supported_versions sends it.
    auto const body =
        std::string("\x03\x01", 2) + std::string(32, 'r') + std::string("\0\0\x2f\0", 4);
    auto const handshake = std::string("\x02\0\0", 3) + static_cast<char>(body.size()) + body;
    auto const record =
        std::string("\x16\x03\x01\0", 4) + static_cast<char>(handshake.size()) + handshake;
    auto const error = refused(says{record});
    EXPECT_EQ(error.code, error_code(net_errc::tls_handshake)) << error.text();
    EXPECT_THAT(error.detail, HasSubstr("older than TLS 1.2"));
}

TEST_F(TlsRefusal, PlainTextWhereTlsIsMeant) {
    struct {
        char const* says;
        char const* shown;
    } const cases[] = {
        {"220 mx.example ESMTP\r\n", "\"220 mx.example ESMTP\""},
        {"* OK [CAPABILITY IMAP4rev1 STARTTLS] Dovecot ready.\r\n",
         "\"* OK [CAPABILITY IMAP4rev1 STARTTLS] Dovecot ready.\""},
        {"220 \x1b[31m\u202e mx\r\n250 second line\r\n", "\"220 ?[31m? mx\""},
        {"HTTP/1.1 400 Bad Request\r\n\r\n", "\"HTTP/1.1 400 Bad Request\""},
    };

    for (auto const& c : cases) {
        auto const error = refused(says{c.says});
        EXPECT_EQ(error.code, error_code(net_errc::tls_handshake)) << error.text();
        EXPECT_THAT(
            error.detail, AllOf(HasSubstr("plain text"), HasSubstr(c.shown), HasSubstr("starttls"))
        );
    }
}

TEST_F(TlsRefusal, NonsenseWhereTlsIsMeant) {
    auto const error = refused(says{std::string("\x01\x02\x03\x04\x05\x06\x07\x08", 8)});
    EXPECT_EQ(error.code, error_code(net_errc::tls_handshake)) << error.text();
    EXPECT_THAT(error.detail, Not(HasSubstr("plain text")));
}

TEST_F(TlsRefusal, AHandshakeThatIsCutOff) {
    asio::io_context io;
    test::scripted_peer peer(io, {says{std::string("\x16\x03\x03", 3)}});
    auto const error = refusal_of(io, peer, to(peer));
    EXPECT_TRUE(
        error.code == net_errc::connection_closed || error.code == net_errc::connection_lost
    ) << error.text();
    EXPECT_THAT(error.detail, HasSubstr("during the TLS handshake"));
}

}  // namespace
}  // namespace mailsonde::net
