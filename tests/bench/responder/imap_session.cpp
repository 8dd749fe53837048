#include "tests/bench/responder/imap_session.hpp"

#include "shared/core/encoding.hpp"
#include "tests/bench/responder/imap_words.hpp"

#include <algorithm>
#include <utility>

namespace mailsonde::bench {
namespace {

constexpr auto const* before_login = "IMAP4rev1 SASL-IR AUTH=PLAIN LITERAL+ ID";
constexpr auto const* after_login =
    "IMAP4rev1 UIDPLUS UNSELECT LIST-EXTENDED LIST-STATUS SPECIAL-USE ESEARCH LITERAL+ ID";

std::string status_of(folder const& one) {
    return "* STATUS " + one.name + " (UIDNEXT " + std::to_string(one.uid_next) + " UIDVALIDITY " +
           std::to_string(uid_validity) + ")\r\n";
}

/// authzid NUL authcid NUL password (RFC 4616)
std::string user_in(std::string const& plain) {
    auto const from = plain.find('\0');
    return from == std::string::npos
               ? plain
               : plain.substr(from + 1, plain.find('\0', from + 1) - from - 1);
}

}  // namespace

imap_session::imap_session(store& all) : all_(all) {
    auto& counts = all_.counts;
    counts.most_sessions = std::max(counts.most_sessions, ++counts.sessions);
}

imap_session::~imap_session() {
    --all_.counts.sessions;
}

std::string imap_session::greeting() const {
    return std::string("* OK [CAPABILITY ") + before_login + "] responder\r\n";
}

std::string imap_session::hear(std::string_view bytes) {
    lines_.add(bytes);
    std::string out;
    while (auto const line = lines_.next()) {
        out += obey(*line);
    }
    return out;
}

std::string imap_session::obey(std::string_view line) {
    ++all_.counts.commands;
    tag_ = take_word(line);
    auto const verb = upper(take_word(line));
    auto done = run(verb, line);
    if (view_) {
        done.data += view_->changes();
    }
    return done.data + tag_ + " " + done.completion + "\r\n";
}

imap_session::answer imap_session::run(std::string const& verb, std::string_view rest) {
    if (verb == "CAPABILITY") {
        return {
            std::string("* CAPABILITY ") + (account_ == nullptr ? before_login : after_login) +
                "\r\n",
            "OK done"
        };
    }
    if (verb == "ID") {
        return {"* ID NIL\r\n", "OK done"};
    }
    if (verb == "NOOP") {
        return {"", "OK done"};
    }
    if (verb == "LOGOUT") {
        over_ = true;
        return {"* BYE done\r\n", "OK done"};
    }
    if (verb == "LOGIN") {
        return log_in(take_word(rest));
    }
    if (verb == "AUTHENTICATE" && upper(take_word(rest)) == "PLAIN") {
        return log_in(user_in(from_base64(rest).value_or("")));
    }
    return account_ == nullptr ? answer{"", "NO log in first"} : run_in_account(verb, rest);
}

imap_session::answer imap_session::run_in_account(std::string const& verb, std::string_view rest) {
    if (verb == "LIST") {
        return list(rest);
    }
    if (verb == "STATUS") {
        return status(rest);
    }
    if (verb == "SELECT" || verb == "EXAMINE") {
        return open(rest, verb == "SELECT");
    }
    if (verb == "UNSELECT" && view_) {
        view_.reset();
        return {"", "OK done"};
    }
    if (verb == "UID" && view_) {
        return run_by_uid(rest);
    }
    return {"", "BAD unknown, or not now"};
}

imap_session::answer imap_session::run_by_uid(std::string_view rest) {
    auto const verb = upper(take_word(rest));
    if (verb == "FETCH") {
        return fetch(rest);
    }
    if (verb == "SEARCH") {
        return search(rest);
    }
    auto const set = take_word(rest);
    if (verb == "STORE") {
        return {"", view_->flag(set, rest) ? "OK done" : "NO read-only"};
    }
    if (verb == "EXPUNGE") {
        all_.counts.expunged += view_->expunge(set);
        return {"", "OK done"};
    }
    return {"", "BAD unknown"};
}

imap_session::answer imap_session::log_in(std::string address) {
    ++all_.counts.logins;
    account_ = &all_.of(std::move(address));
    return {"", std::string("OK [CAPABILITY ") + after_login + "] in"};
}

imap_session::answer imap_session::list(std::string_view rest) {
    auto const with_status = rest.find("STATUS (") != std::string_view::npos;
    answer out{"", "OK done"};
    for (auto const& one : account_->folders) {
        out.data += "* LIST (" + one.attributes + ") \".\" " + one.name + "\r\n";
        if (with_status) {
            out.data += status_of(one);
        }
    }
    return out;
}

imap_session::answer imap_session::status(std::string_view rest) {
    auto const* const found = account_->find(take_word(rest));
    return found == nullptr ? answer{"", "NO no such folder"}
                            : answer{status_of(*found), "OK done"};
}

imap_session::answer imap_session::open(std::string_view rest, bool writable) {
    view_.reset();
    auto* const found = account_->find(take_word(rest));
    if (found == nullptr) {
        return {"", "NO no such folder"};
    }
    view_.emplace(*found, writable);
    return {view_->opening(), writable ? "OK [READ-WRITE] open" : "OK [READ-ONLY] open"};
}

imap_session::answer imap_session::fetch(std::string_view rest) {
    ++all_.counts.fetches;
    auto const set = take_word(rest);
    // What came since is seen by this very command, as most servers do it.
    auto data = view_->changes();
    return {data + view_->fetch(set, rest), "OK done"};
}

imap_session::answer imap_session::search(std::string_view rest) {
    auto const extended = rest.starts_with("RETURN (MIN) ");
    auto const found = view_->since(day_of(std::string(rest.substr(rest.rfind(' ') + 1))));
    if (extended) {
        auto const smallest = found.empty() ? "" : " MIN " + std::to_string(found.front());
        return {"* ESEARCH (TAG \"" + tag_ + "\") UID" + smallest + "\r\n", "OK done"};
    }
    std::string out = "* SEARCH";
    for (auto const uid : found) {
        out += " " + std::to_string(uid);
    }
    return {out + "\r\n", "OK done"};
}

}  // namespace mailsonde::bench
