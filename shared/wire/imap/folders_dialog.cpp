#include "shared/wire/imap/folders_dialog.hpp"

#include "shared/wire/imap/classify.hpp"
#include "shared/wire/imap/imap_errc.hpp"
#include "shared/wire/imap/junk_folder.hpp"
#include "shared/wire/imap/limits.hpp"

#include <algorithm>
#include <utility>

namespace mailsonde::wire::imap {

folders_dialog::folders_dialog(imap::session& whole, folders_options options)
    : group_dialog(whole), options_(std::move(options)) {
    enter("imap.list");
}

std::string folders_dialog::return_options() const {
    auto const& known = session().capabilities;
    auto const status = known.has("LIST-STATUS");
    // RETURN is LIST-EXTENDED (RFC 5258), which LIST-STATUS implies.
    auto const special_use = known.has("SPECIAL-USE") && (status || known.has("LIST-EXTENDED"));
    std::string options = special_use ? "SPECIAL-USE" : "";
    if (status) {
        options += std::string(special_use ? " " : "") + "STATUS (UIDNEXT UIDVALIDITY)";
    }
    return options.empty() ? "" : " RETURN (" + options + ")";
}

void folders_dialog::plan(command_group& group) {
    switch (step_) {
        case step::extended_list:
        case step::plain_list:
            add_list(group);
            return;
        case step::status:
            add_status(group);
            return;
        case step::done:
            return;
    }
}

void folders_dialog::add_list(command_group& group) {
    auto const options = step_ == step::extended_list ? return_options() : "";
    if (options.empty()) {
        step_ = step::plain_list;
    }
    group.add(command_text(R"(LIST "" "*")" + options, session().capabilities).made());
}

void folders_dialog::add_status(command_group& group) {
    enter("imap.status");
    std::size_t asked = 0;
    for (auto const& one : found_) {
        if (asked < limits::status_folders && wants_status(one)) {
            ++asked;
            group.add(command_text("STATUS", session().capabilities)
                          .argument(one.raw_name)
                          .raw(" (UIDNEXT UIDVALIDITY)")
                          .made());
        }
    }
    step_ = step::done;
}

bool folders_dialog::wants_status(folder const& one) const {
    auto const& open = session().selected;
    if (one.uid_next || !one.selectable || (open && same_folder(open->raw_name, one.raw_name))) {
        return false;
    }
    auto const named = std::any_of(
        options_.status_of.begin(),
        options_.status_of.end(),
        [&](std::string const& name) { return same_folder(name, one.raw_name); }
    );
    return named || (options_.status_of_all && is_swept(one));
}

void folders_dialog::on_untagged(untagged& response, std::size_t /*current*/) {
    if (auto const listed = as_list(response)) {
        take_list(*listed);
    } else if (auto const status = as_status(response)) {
        take_status(*status);
    }
}

void folders_dialog::take_list(list_data const& listed) {
    if (listed.raw_name.empty() || listed.raw_name.size() > limits::folder_name_octets) {
        return;
    }
    name_octets_ += listed.raw_name.size();
    if (name_octets_ > limits::all_folder_names) {
        return;
    }
    if (!session().delimiter) {
        session().delimiter = listed.delimiter;
    }
    found_.push_back(folder::from(listed));
    auto const early = std::find_if(early_.begin(), early_.end(), [&](status_data const& one) {
        return same_folder(one.raw_name, listed.raw_name);
    });
    if (early != early_.end()) {
        take_status(*early);
    }
}

void folders_dialog::take_status(status_data const& status) {
    // STATUS mostly follows its LIST at once: search from behind.
    auto const found = std::find_if(found_.rbegin(), found_.rend(), [&](folder const& one) {
        return same_folder(one.raw_name, status.raw_name);
    });
    if (found == found_.rend()) {
        name_octets_ += status.raw_name.size();
        if (name_octets_ <= limits::all_folder_names) {
            early_.push_back(status);
        }
        return;
    }
    found->uid_next = status.uid_next;
    found->uid_validity = status.uid_validity;
}

result<void> folders_dialog::conclude(command_group const& group) {
    if (name_octets_ > limits::all_folder_names) {
        return fail(imap_errc::too_many_bytes, "folder names");
    }
    if (step_ == step::done) {
        return {};
    }
    if (group.ok(0)) {
        step_ = step::status;
        return {};
    }
    auto reason = refusal(group.completion(0), imap_errc::command_refused);
    if (step_ == step::extended_list && reason.code == imap_errc::command_refused) {
        // A proxy that advertises what its back end can't do: the plain form always works.
        step_ = step::plain_list;
        found_.clear();
        early_.clear();
        name_octets_ = 0;
        return {};
    }
    return reason;
}

}  // namespace mailsonde::wire::imap
