// Routes whose login was refused: who goes on trying locks people out.
#include "sender-service/sender_core.hpp"
#include "shared/config/login.hpp"
#include "shared/model/topics.hpp"

#include <algorithm>

namespace mailsonde::sender {

/// What an attempt says about its route's login, whatever became of the mail. An answer that we
/// gave ourselves says nothing.
void sender_core::note_login(report const& what, eventlog::transaction& out) {
    auto const& attempt = what.attempt;
    if (!attempt.tried || !options_.config->routes.contains(what.route)) {
        return;
    }
    if (!attempt.failure) {
        refusals_.erase(what.route);
        state_.erase_pauses(what.route, out);
        return;
    }
    if (attempt.failure != model::send_failure::authentication) {
        return;
    }
    auto const* const mail = state_.find(what.mail_id);
    if (auto const marks = login_marks_of(what.route); !marks.empty()) {
        refusals_[what.route] = {
            {what.route,
             mail == nullptr ? "" : mail->mail.probe,
             attempt.ended_at + options_.config->login_pause,
             attempt.detail,
             marks.front()}
        };
    }
}

void sender_core::write_refusals(instant now, eventlog::transaction& out) {
    auto const longest = now + options_.config->login_pause;
    std::erase_if(refusals_, [&](auto const& one) {
        return one.second.pause.until <= now || one.second.pause.until > longest;
    });
    for (auto& [route, refusal] : refusals_) {
        // If its probe went to another sender meanwhile, it holds for this process only.
        auto const is_ours = !refusal.pause.probe.empty() &&
                             partitions_.contains(model::partition_of(refusal.pause.probe));
        if (is_ours && refusal.written != restorations_) {
            refusal.written = restorations_;
            state_.put(refusal.pause, out);
        }
    }
}

/// Another server or login, by a reload or a restart, ends a pause.
void sender_core::end_stale_pauses(instant now, eventlog::transaction& out) {
    auto const is_stale = [&](model::route_pause const& pause) {
        auto const marks = login_marks_of(pause.route);
        // A route that is gone may come back under another name.
        return marks.empty() ? pause.until <= now
                             : std::find(marks.begin(), marks.end(), pause.login) == marks.end();
    };
    for (auto const& pause : state_.pauses()) {
        if (is_stale(pause)) {
            state_.erase_pauses(pause.route, out);
        }
    }
    std::erase_if(refusals_, [&](auto const& one) { return is_stale(one.second.pause); });
}

/// Of a route without a login: marks of its server. Empty for one that isn't configured.
std::vector<std::string> sender_core::login_marks_of(std::string const& route) const {
    auto const& config = *options_.config;
    auto const found = config.routes.find(route);
    if (found == config.routes.end()) {
        return {};
    }
    auto const& [name, configured] = *found;
    return config::login_marks(
        config.signing, configured.smtp, configured.auth.value_or(credentials())
    );
}

/// "" for a route that does not log in.
std::string sender_core::account_of(std::string const& route) const {
    auto const found = options_.config->routes.find(route);
    if (found == options_.config->routes.end()) {
        return {};
    }
    auto const& login = found->second.auth;
    return login ? config::account_of(found->second.smtp, *login) : "";
}

/// The pause that keeps a route from logging in: its own, or one of the same login under another
/// name.
std::optional<model::route_pause> sender_core::pause_of(std::string const& route, instant now)
    const {
    auto known = state_.pauses();
    for (auto const& [name, refusal] : refusals_) {
        known.push_back(refusal.pause);
    }
    if (known.empty()) {
        return std::nullopt;
    }
    auto const marks = login_marks_of(route);
    auto const longest = now + options_.config->login_pause;
    auto const found = std::find_if(known.begin(), known.end(), [&](model::route_pause const& one) {
        // One that lasts longer than it may was set before the clock was set back.
        return one.until > now && one.until <= longest &&
               std::find(marks.begin(), marks.end(), one.login) != marks.end();
    });
    return found == known.end() ? std::nullopt : std::optional(*found);
}

}  // namespace mailsonde::sender
