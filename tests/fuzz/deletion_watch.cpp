#include "tests/fuzz/deletion_watch.hpp"

#include "shared/wire/imap/fetch_view.hpp"
#include "shared/wire/imap/folder_views.hpp"
#include "shared/wire/imap/uid_set.hpp"
#include "tests/fuzz/commands.hpp"
#include "tests/fuzz/invariant.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace mailsonde::fuzz {

bool deletion_watch::is_target(std::uint32_t uid, std::string_view header) {
    return header.find("Token: t" + std::to_string(uid)) != std::string_view::npos;
}

bool deletion_watch::is_ours(std::string_view header) {
    return header.find("Token: t") != std::string_view::npos;
}

void deletion_watch::said(std::string_view piece) {
    auto fresh = piece;
    while (!lost_) {
        auto next = parser_.feed(std::exchange(fresh, {}));
        lost_ = next.has_error();
        if (lost_ || !*next) {
            return;
        }
        if (auto* const data = std::get_if<wire::imap::untagged>(&**next)) {
            hear(*data);
        } else if (auto* const end = std::get_if<wire::imap::tagged>(&**next)) {
            opening_ = end->tag == opening_ ? std::string() : opening_;
        }
    }
}

void deletion_watch::hear(wire::imap::untagged& response) {
    auto& view = views_[open_];
    if (!opening_.empty()) {
        // Until it is complete, mails may still be those of the folder that was open before.
        view.state.note_opening(response);
        return;
    }
    view.state.note_change(response);
    view.gone.hear(response);
    auto const fetched = wire::imap::take_fetch(response);
    if (!fetched || !fetched->uid || !fetched->header) {
        return;
    }
    auto const uid = *fetched->uid;
    auto const verifies =
        open_ == own_folder_ ? is_ours(*fetched->header) : is_target(uid, *fetched->header);
    view.gone.found(fetched->sequence, uid);
    view.shown.insert(uid);
    view.foreign = view.foreign || !verifies;
    if (verifies) {
        view.verified.insert(uid);
    }
}

void deletion_watch::open(std::string folder, std::string tag) {
    open_ = std::move(folder);
    opening_ = std::move(tag);
    auto& view = views_[open_];
    view = {std::move(view.verified), {}, false, {}, {}};
}

void deletion_watch::sent(std::string_view bytes) {
    for (auto const& one : commands_in(bytes)) {
        if (one.verb == "SELECT" || one.verb == "EXAMINE") {
            open(one.rest.substr(1, one.rest.size() - 2), one.tag);  // without quotes
        } else if (one.verb == "UNSELECT") {
            open({}, one.tag);
        } else if (one.verb == "UID STORE" || one.verb == "UID EXPUNGE" || one.verb == "UID MOVE") {
            expect_verified(one.rest.substr(0, one.rest.find(' ')));
        } else if (one.verb == "EXPUNGE") {
            expect_all_ours();
        } else if (one.verb == "UID FETCH") {
            require(one.rest.find("BODY[") == std::string::npos, "BODY.PEEK only");
        } else {
            require(one.verb == "CREATE" && !own_folder_.empty(), "no other command is sent");
        }
    }
}

void deletion_watch::expect_verified(std::string_view uids) const {
    auto const set = wire::imap::uid_set::parse(uids);
    auto const view = views_.find(open_);
    require(set.has_value() && view != views_.end(), "UIDs of an open folder");
    require(open_ == folder_ || open_ == own_folder_, "nothing is touched elsewhere");
    require(uids.find(':') == std::string_view::npos, "UIDs are named one by one");
    std::uint64_t known = 0;
    for (auto const uid : view->second.verified) {
        known += set->contains(uid) ? 1 : 0;
    }
    require(known == set->size(), "only verified mails are touched, each once");
}

void deletion_watch::expect_all_ours() const {
    require(open_ == own_folder_ && !own_folder_.empty(), "EXPUNGE in our own folder only");
    auto const& view = views_.at(open_);
    require(!view.foreign, "no EXPUNGE where a foreign mail lies");
    auto const there = std::count_if(view.shown.begin(), view.shown.end(), [&](auto uid) {
        return !view.gone.gone(uid);
    });
    require(view.state.exists <= there, "no EXPUNGE where a mail was not shown");
}

bool deletion_watch::has_verified(std::uint32_t uid) const {
    auto const view = views_.find(folder_);
    return view != views_.end() && view->second.verified.contains(uid);
}

}  // namespace mailsonde::fuzz
