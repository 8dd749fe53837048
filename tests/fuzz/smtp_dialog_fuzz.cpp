#include "shared/wire/smtp/keepalive_dialog.hpp"
#include "shared/wire/smtp/login_dialog.hpp"
#include "shared/wire/smtp/message_text.hpp"
#include "shared/wire/smtp/quit_dialog.hpp"
#include "shared/wire/smtp/submit_dialog.hpp"
#include "tests/fuzz/invariant.hpp"
#include "tests/fuzz/peer.hpp"
#include "tests/fuzz/secrets.hpp"

#include <string>
#include <string_view>

// Login, a mail, a keepalive, another mail and QUIT with a server that says anything. The first
// line of an input holds the settings: "implicit", "starttls" or "none"; "trusted"; "login";
// "token".
namespace mailsonde::fuzz {
namespace {

using namespace wire::smtp;

std::string const message = "Subject: hello\r\n\r\n.a dot\r\n";

struct settings {
    tls_mode tls = tls_mode::implicit;
    bool trusted = false;
    bool login = false;
    bool token = false;
};

settings settings_in(std::string_view line) {
    return {
        has_word(line, "starttls") ? tls_mode::starttls
        : has_word(line, "none")   ? tls_mode::none
                                   : tls_mode::implicit,
        has_word(line, "trusted"),
        has_word(line, "login"),
        has_word(line, "token")
    };
}

/// What happened, for a comparison between two splits.
struct story {
    std::string shown;
    std::string outcome;
    error_code failed;

    friend bool operator==(story const&, story const&) = default;
};

void check_submission(submit_dialog const& mail, ending const& end, std::string_view heard) {
    auto const outcome = mail.outcome();
    require(!end.finished || outcome, "a mail that is through has an outcome");
    auto const accepted = outcome && outcome->result == submission_class::accepted;
    require(!accepted || mail.data_sent(), "only what was sent is accepted");
    require(!accepted || outcome->decisive.is_positive(), "a 2xx accepts");
    require(!(mail.acceptance() && mail.refusal()), "accepted or refused, not both");
    require(!mail.in_doubt() || !outcome, "in doubt means that nothing is decided");
    auto const at = heard.find(dot_stuffed(message));
    require((at != std::string_view::npos) == mail.data_sent(), "sent is what went out, whole");
    if (outcome) {
        require(is_presentable(outcome->decisive.summary()), "the reason is sanitised");
    }
}

ending submit(peer& server, session& state, story& out) {
    auto const before = server.heard().size();
    submit_dialog mail(state, {"probe@a.example", "anna@b.example", message});
    auto const end = server.play(mail);
    check_submission(mail, end, std::string_view(server.heard()).substr(before));
    auto const outcome = mail.outcome();
    out.outcome += outcome ? outcome->decisive.summary() + " in " + std::string(outcome->phase)
                   : mail.in_doubt() ? "in doubt"
                                     : "unknown";
    return end;
}

void check_login(settings const& wanted, std::string_view heard, bool finished) {
    if (wanted.tls == tls_mode::starttls) {
        auto const clear = heard.substr(0, heard.find("<TLS>"));
        require(clear.find("AUTH") == std::string_view::npos, "no login before TLS");
        require(!finished || clear.size() < heard.size(), "no session without TLS");
    }
    if (wanted.tls == tls_mode::none && !wanted.trusted) {
        require(heard.find("AUTH") == std::string_view::npos, "no login in clear");
    }
    require(
        !finished || wanted.login == (heard.find("AUTH") != std::string_view::npos),
        "a login where one is wanted, and only there"
    );
}

story play(settings const& wanted, std::string_view script, pieces how) {
    peer server(script, how);
    server.conceals(spellings_of_the_secret());
    session state;
    login_options options{"probe.example", wanted.tls, std::nullopt, wanted.trusted};
    if (wanted.login) {
        options.login = login_with(wanted.token);
    }
    story out;
    login_dialog login(state, options);
    auto end = server.play(login);
    check_login(wanted, server.heard(), end.finished);
    if (end.finished) {
        end = submit(server, state, out);
    }
    if (end.finished) {
        keepalive_dialog still_there(state, keepalive::noop);
        end = server.play(still_there);
    }
    if (end.finished) {
        end = submit(server, state, out);
    }
    if (end.finished) {
        quit_dialog quit(state);
        end = server.play(quit);
    }
    require(is_presentable(state.server_name), "a server's name is sanitised");
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
    auto const wanted = settings_in(take_line(script));
    require_same_in_any_split([&](pieces how) { return play(wanted, script, how); });
    return 0;
}
