#include "shared/wire/imap/login_dialog.hpp"
#include "shared/wire/imap/logout_dialog.hpp"
#include "tests/fuzz/invariant.hpp"
#include "tests/fuzz/peer.hpp"
#include "tests/fuzz/secrets.hpp"

#include <string>
#include <string_view>

// Login and LOGOUT with a server that says anything. The first line of an input holds the
// settings: "implicit", "starttls" or "none"; "trusted"; "token"; "pipelines".
namespace mailsonde::fuzz {
namespace {

using namespace wire::imap;

struct story {
    std::string shown;
    bool finished = false;
    error_code failed;

    friend bool operator==(story const&, story const&) = default;
};

void check(login_options const& wanted, std::string_view heard, bool finished) {
    if (wanted.tls == tls_mode::starttls) {
        auto const clear = heard.substr(0, heard.find("<TLS>"));
        require(clear.find("AUTHENTICATE") == std::string_view::npos, "no login before TLS");
        require(clear.find("LOGIN") == std::string_view::npos, "no login before TLS");
        require(!finished || clear.size() < heard.size(), "no session without TLS");
    }
    if (wanted.tls == tls_mode::none && !wanted.trusted_plaintext) {
        require(!holds_the_secret(heard), "no secret in clear");
        require(heard.find("LOGIN") == std::string_view::npos, "no LOGIN in clear");
    }
}

story play(std::string_view line, std::string_view script, pieces how) {
    peer server(script, how);
    server.conceals(spellings_of_the_secret());
    session state;
    state.auth_pipelining_ok = has_word(line, "pipelines");
    login_options const wanted{
        has_word(line, "starttls") ? tls_mode::starttls
        : has_word(line, "none")   ? tls_mode::none
                                   : tls_mode::implicit,
        login_with(has_word(line, "token")),
        has_word(line, "trusted"),
        "1.0"
    };
    login_dialog login(state, wanted);
    auto end = server.play(login);
    check(wanted, server.heard(), end.finished);
    story out;
    out.finished = end.finished;
    if (end.finished) {
        logout_dialog logout(state);
        end = server.play(logout);
    }
    out.shown = server.shown();
    out.failed = end.failed ? end.failed->code : error_code();
    return out;
}

}  // namespace
}  // namespace mailsonde::fuzz

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace mailsonde::fuzz;
    auto script = as_text(data, size);
    if (holds_the_secret(script)) {
        return -1;  // libFuzzer reads it out of the comparisons; a server doesn't know it
    }
    auto const line = take_line(script);
    require_same_in_any_split([&](pieces how) { return play(line, script, how); });
    return 0;
}
