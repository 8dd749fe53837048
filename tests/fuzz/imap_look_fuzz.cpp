#include "shared/wire/imap/folders_dialog.hpp"
#include "shared/wire/imap/imap_errc.hpp"
#include "shared/wire/imap/limits.hpp"
#include "shared/wire/imap/look_dialog.hpp"
#include "tests/fuzz/commands.hpp"
#include "tests/fuzz/invariant.hpp"
#include "tests/fuzz/peer.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

// A look, the list of folders, another look with a server that says anything: nothing that is sent
// may leave a trace in the mailbox. The first line of an input holds the capabilities, and the
// settings "kept" (INBOX is open), "first" (no watermarks) and "sweep".
namespace mailsonde::fuzz {
namespace {

using namespace wire::imap;

std::vector<watched_folder> watched(std::string_view line) {
    watched_folder inbox{"INBOX", 1, 5, std::nullopt, std::nullopt};
    watched_folder junk{"Junk", 7, 40, from_rfc3339("2026-11-24T02:00:00Z"), 41};
    if (has_word(line, "first")) {
        inbox = {"INBOX", std::nullopt, std::nullopt, std::nullopt, std::nullopt};
        junk.first_uid.reset();
    }
    return {inbox, junk};
}

void check_commands(std::string_view sent) {
    for (auto const& one : commands_in(sent)) {
        auto const harmless = one.verb == "EXAMINE" || one.verb == "STATUS" || one.verb == "LIST" ||
                              one.verb == "UID SEARCH" || one.verb == "UID FETCH";
        require(harmless, "a look leaves no trace");
        require(one.rest.find("BODY[") == std::string::npos, "BODY.PEEK only");
    }
}

std::string check(folder_look const& look, watched_folder const& before) {
    auto last = std::uint64_t{0};
    std::string written = look.raw_name;
    for (auto const& mail : look.messages) {
        require(mail.uid > last, "UIDs rise");
        require(
            look.uid_validity_changed || !before.first_uid || mail.uid >= *before.first_uid,
            "nothing below the watermark"
        );
        last = mail.uid;
        written += " " + std::to_string(mail.uid) + mail.header;
    }
    require(!look.failure || look.next_uid == before.first_uid, "a failure moves no watermark");
    require(look.failure || look.next_uid, "a look has a watermark");
    auto const same = !look.failure && !look.uid_validity_changed;
    require(
        !same || look.next_uid.value_or(0) >= before.first_uid.value_or(0),
        "a watermark doesn't fall"
    );
    require(
        look.failure || look.messages.empty() || *look.next_uid > last || last == 0xFFFFFFFFU,
        "what was read is below the watermark"
    );
    require(!look.failure || is_presentable(look.failure->detail), "a failure is sanitised");
    return written + (look.failure ? look.failure->text() : std::to_string(*look.next_uid)) + "\n";
}

ending look(peer& server, session& state, std::string_view line, std::string& out) {
    auto const folders = watched(line);
    look_dialog dialog(state, {.folders = folders});
    auto const end = server.play(dialog);
    require(
        state.received_octets() <= limits::look_octets + limits::line_octets ||
            (end.failed && end.failed->code == imap_errc::too_many_bytes),
        "a look has a limit"
    );
    if (end.finished) {
        require(dialog.folders().size() == folders.size(), "one look per folder");
        for (std::size_t i = 0; i < folders.size(); ++i) {
            out += check(dialog.folders()[i], folders[i]);
        }
    }
    return end;
}

ending list(peer& server, session& state, std::string_view line, std::string& out) {
    folders_dialog dialog(state, {{"Junk"}, has_word(line, "sweep")});
    auto const end = server.play(dialog);
    for (auto const& one : dialog.found()) {
        require(one.raw_name.size() <= limits::folder_name_octets, "a folder's name has a limit");
        require(is_presentable(one.name), "a folder's name is sanitised");
        out += one.name + std::to_string(one.uid_next.value_or(0)) + "\n";
    }
    return end;
}

std::string play(std::string_view line, std::string_view script, pieces how) {
    peer server(script, how);
    server.on_sent = check_commands;
    session state;
    state.capabilities = capabilities(line);
    if (has_word(line, "kept")) {
        state.looked = true;
        state.selected.emplace().raw_name = "INBOX";
        state.selected->uid_validity = 1;
        state.selected->uid_next = 5;
        state.selected->exists = 14;
    }
    std::string out;
    auto end = look(server, state, line, out);
    if (end.finished) {
        end = list(server, state, line, out);
    }
    if (end.finished) {
        end = look(server, state, line, out);
    }
    return out + server.heard() + (end.failed ? end.failed->code.message() : "");
}

}  // namespace
}  // namespace mailsonde::fuzz

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace mailsonde::fuzz;
    auto script = as_text(data, size);
    auto const line = take_line(script);
    require_same_in_any_split([&](pieces how) { return play(line, script, how); });
    return 0;
}
