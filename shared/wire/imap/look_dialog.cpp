#include "shared/wire/imap/look_dialog.hpp"

#include "shared/wire/imap/folder_views.hpp"
#include "shared/wire/imap/limits.hpp"

#include <algorithm>
#include <utility>

namespace mailsonde::wire::imap {
namespace {

/// Commands whose data belongs to the folder that is open when they run.
bool is_bound(purpose what) {
    return what != purpose::status;
}

std::string_view phase_of(purpose what) {
    switch (what) {
        case purpose::status:
            return "imap.status";
        case purpose::open:
            return "imap.examine";
        case purpose::search:
        case purpose::newest:
            return "imap.search";
        case purpose::fetch:
            break;
    }
    return "imap.fetch";
}

}  // namespace

look_dialog::look_dialog(imap::session& whole, look_options options)
    : group_dialog(whole), options_(std::move(options)), expunges_before_(whole.expunges) {
    enter("imap.examine");
}

bool look_dialog::complete() const {
    return std::all_of(looks_.begin(), looks_.end(), [](auto const& one) {
        return one.complete();
    });
}

void look_dialog::make_readers() {
    std::string fields;
    for (auto const& field : options_.fields) {
        fields += (fields.empty() ? "" : " ") + field;
    }
    readers_.clear();
    for (auto const& watched : options_.folders) {
        auto const quick = session().looked && !readers_.empty();
        readers_.emplace_back(session(), watched, fields, quick);
    }
}

void look_dialog::plan(command_group& group) {
    if (!std::exchange(begun_, true)) {
        session().begin_look();
        make_readers();
    }
    entries_.clear();
    turns_.clear();
    auto const& selected = session().selected;
    auto open = selected ? selected->raw_name : std::string();
    for (auto const index : readers_by_turn()) {
        if (turns_.size() < limits::folders_per_group && !plan_reader(index, group, open)) {
            break;
        }
    }
    enter_phase();
    if (group.empty() && looks_.empty()) {
        for (auto& reader : readers_) {
            looks_.push_back(reader.take_look());
        }
        session().looked =
            std::none_of(looks_.begin(), looks_.end(), [](auto const& one) { return one.more; });
    }
}

/// False if no further command may get into the group.
bool look_dialog::plan_reader(std::size_t index, command_group& group, std::string& open) {
    auto const one_at_a_time = !session().order_ok;
    auto& reader = readers_[index];
    auto const is_open = !open.empty() && same_folder(open, reader.raw_name());
    auto commands = reader.plan(is_open);
    for (std::size_t i = 0; i < commands.size(); ++i) {
        group.add(std::move(commands[i].text));
        entries_.push_back({index, commands[i].purpose});
        if (commands[i].purpose == purpose::open) {
            open = reader.raw_name();
        }
        if (one_at_a_time && i + 1 < commands.size()) {
            return false;  // the reader plans the rest again when this one is done
        }
    }
    turns_.push_back(index);
    return !one_at_a_time;
}

std::vector<std::size_t> look_dialog::readers_by_turn() const {
    std::vector<std::size_t> turns;
    auto const& open = session().selected;
    for (std::size_t i = 0; i < readers_.size(); ++i) {
        if (!readers_[i].done()) {
            // What is open already comes first: then nothing has to be opened twice.
            auto const first = open && same_folder(open->raw_name, readers_[i].raw_name());
            turns.insert(first ? turns.begin() : turns.end(), i);
        }
    }
    return turns;
}

void look_dialog::enter_phase() {
    auto const last =
        std::max_element(entries_.begin(), entries_.end(), [](auto const& a, auto const& b) {
            return a.purpose < b.purpose;
        });
    if (last != entries_.end()) {
        enter(phase_of(last->purpose));
    }
}

look_dialog::entry* look_dialog::current_entry() {
    auto const found = std::find_if(entries_.begin(), entries_.end(), [](entry const& one) {
        return is_bound(one.purpose) && !one.complete;
    });
    return found == entries_.end() ? nullptr : &*found;
}

void look_dialog::on_untagged(untagged& response, std::size_t /*current*/) {
    if (response.name == "STATUS") {
        for (auto& reader : readers_) {
            reader.hear(purpose::status, response);
        }
        return;
    }
    auto* const current = current_entry();
    if (current == nullptr) {
        return;
    }
    // A folder is being opened although the command before it isn't complete.
    if (response.code.kind == code::uid_validity && current->purpose != purpose::open) {
        disordered_ = true;
    }
    readers_[current->reader].hear(current->purpose, response);
}

void look_dialog::on_complete(command_group const& group, std::size_t index) {
    auto& done = entries_.at(index);
    if (is_bound(done.purpose) && current_entry() != &done) {
        disordered_ = true;
    }
    done.complete = true;
    readers_[done.reader].complete(done.purpose, group.completion(index));
}

result<void> look_dialog::conclude(command_group const& /*group*/) {
    if (std::exchange(disordered_, false) && session().order_ok) {
        // Nobody can say which folder the data was of: read it again, one command at a time.
        session().order_ok = false;
        session().selected.reset();
        make_readers();
        return {};
    }
    for (auto const index : turns_) {
        readers_[index].advance();
    }
    return {};
}

}  // namespace mailsonde::wire::imap
