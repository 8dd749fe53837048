#include "checker-service/server_slots.hpp"

#include "shared/core/crypto.hpp"

#include <algorithm>
#include <cstdint>

namespace mailsonde::checker {
namespace {

using namespace std::chrono_literals;

constexpr milliseconds longest_start_delay = 5s;
constexpr milliseconds start_step = 100ms;  // for each mailbox more, until that is reached

}  // namespace

void server_slots::wait(std::string const& mailbox, visit_place const& at, instant now) {
    auto const [known, is_new] = wishes_.try_emplace(mailbox, wish{at, now});
    if (is_new) {
        line_.emplace(now, mailbox);
    } else {
        known->second.at = at;
    }
}

void server_slots::leave(std::string const& mailbox) {
    if (auto const known = wishes_.find(mailbox); known != wishes_.end()) {
        line_.erase({known->second.since, mailbox});
        wishes_.erase(known);
    }
}

std::optional<visit_grant> server_slots::grant(slot_limits const& limits) {
    std::set<std::string> full;  // servers, so that a long line is gone through quickly
    for (auto const& [since, mailbox] : line_) {
        auto const at = wishes_.at(mailbox).at;
        auto const no_room = full.contains(at.server) && !keeps_session(mailbox);
        if (no_room || is_visited(mailbox) || busy_accounts_.contains(at.account)) {
            continue;
        }
        auto const room = room_for(mailbox, at.server, limits);
        if (!room) {
            full.insert(at.server);
            continue;
        }
        auto const whose = mailbox;
        take(whose, at, *room);
        return visit_grant{whose, room->empty() ? std::nullopt : room};
    }
    return std::nullopt;
}

/// @return who has to give way for it, "" if nobody has to; nullopt if there is no room
std::optional<std::string> server_slots::room_for(
    std::string const& mailbox, std::string const& server, slot_limits const& limits
) const {
    if (keeps_session(mailbox)) {
        return "";
    }
    std::string victim;
    if (auto const here = by_server_.find(server);
        here != by_server_.end() && here->second >= limits.per_server) {
        victim = whom_to_close(mailbox, server);
    } else if (sessions_.size() >= limits.in_all) {
        victim = whom_to_close(mailbox, "");
    } else {
        return "";
    }
    return victim.empty() ? std::nullopt : std::optional(victim);
}

/// The session that has been idle for longest; if all are wanted again, one of those who came later
/// than `claimant`: or who always has something to do would keep his for ever.
/// @param server  "": any
std::string server_slots::whom_to_close(std::string const& claimant, std::string const& server)
    const {
    auto const since = wishes_.at(claimant).since;
    std::optional<std::pair<bool, instant>> best;
    std::string whose;
    for (auto const& [mailbox, one] : sessions_) {
        auto const wish = wishes_.find(mailbox);
        auto const wanted = wish != wishes_.end();
        if (one.now != use::kept || (!server.empty() && one.at.server != server) ||
            (wanted && wish->second.since <= since)) {
            continue;
        }
        if (std::pair const rank(wanted, one.since); !best || rank < *best) {
            best = rank;
            whose = mailbox;
        }
    }
    return whose;
}

void server_slots::take(
    std::string const& mailbox, visit_place const& at, std::string const& victim
) {
    if (!victim.empty()) {
        closed(victim);
    }
    leave(mailbox);
    if (auto const own = sessions_.find(mailbox); own != sessions_.end()) {
        own->second.kept_since = own->second.since;
        own->second.now = use::granted;
        busy_accounts_.insert(own->second.at.account);
        return;
    }
    session made;
    made.at = at;
    sessions_.emplace(mailbox, std::move(made));
    ++by_server_[at.server];
    busy_accounts_.insert(at.account);
}

void server_slots::begun(std::string const& mailbox) {
    sessions_.at(mailbox).now = use::visit;
}

void server_slots::ended(std::string const& mailbox, bool kept, instant now) {
    auto const found = sessions_.find(mailbox);
    if (found == sessions_.end() || found->second.now == use::kept) {
        return;
    }
    busy_accounts_.erase(found->second.at.account);
    found->second.now = use::kept;
    found->second.since = now;
    if (!kept || found->second.will_close) {
        closed(mailbox);
    }
}

void server_slots::closed(std::string const& mailbox) {
    auto const found = sessions_.find(mailbox);
    if (found == sessions_.end()) {
        return;
    }
    if (found->second.now != use::kept) {
        found->second.will_close = true;
        return;
    }
    auto const server = by_server_.find(found->second.at.server);
    if (--server->second == 0) {
        by_server_.erase(server);
    }
    sessions_.erase(found);
}

void server_slots::start_over() {
    line_.clear();
    wishes_.clear();
    for (auto const& mailbox : with_session()) {
        auto const& one = sessions_.at(mailbox);
        if (one.now == use::granted) {
            ended(mailbox, one.kept_since.has_value(), one.kept_since.value_or(instant()));
        }
    }
}

bool server_slots::is_waiting(std::string const& mailbox) const {
    return wishes_.contains(mailbox);
}

bool server_slots::is_visited(std::string const& mailbox) const {
    auto const found = sessions_.find(mailbox);
    return found != sessions_.end() && found->second.now != use::kept;
}

bool server_slots::keeps_session(std::string const& mailbox) const {
    auto const found = sessions_.find(mailbox);
    return found != sessions_.end() && found->second.now == use::kept;
}

std::vector<std::string> server_slots::with_session() const {
    std::vector<std::string> out;
    out.reserve(sessions_.size());
    for (auto const& [mailbox, one] : sessions_) {
        out.push_back(mailbox);
    }
    return out;
}

std::size_t server_slots::visits() const {
    return static_cast<std::size_t>(std::count_if(
        sessions_.begin(),
        sessions_.end(),
        [](auto const& one) { return one.second.now == use::visit; }
    ));
}

milliseconds start_delay(std::string_view mailbox, std::size_t on_server, milliseconds grace) {
    auto const others = static_cast<std::int64_t>(std::max<std::size_t>(on_server, 1)) - 1;
    auto const window = std::min({others * start_step, longest_start_delay, grace});
    if (window <= milliseconds::zero()) {
        return milliseconds::zero();
    }
    std::uint32_t hash = 0;
    for (auto const c : sha256(mailbox).substr(0, 4)) {
        hash = (hash << 8U) | static_cast<unsigned char>(c);
    }
    return milliseconds(hash % window.count());
}

}  // namespace mailsonde::checker
