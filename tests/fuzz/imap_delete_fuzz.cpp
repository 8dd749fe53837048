#include "shared/wire/imap/delete_dialog.hpp"
#include "tests/fuzz/deletion_watch.hpp"
#include "tests/fuzz/invariant.hpp"
#include "tests/fuzz/peer.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

// Whatever a server says, no deletion goes out for a mail whose header did not verify. The first
// line of an input holds the capabilities, and the settings "own" (the mails lie in our own
// folder), "alone" (there is no such folder) and "no-uid-expunge" (it was refused before).
namespace mailsonde::fuzz {
namespace {

using namespace wire::imap;

constexpr std::array<std::uint32_t, 3> uids{9, 12, 4'294'967'295};

delete_options options_for(std::string_view line) {
    delete_options made;
    made.raw_name = has_word(line, "own") ? "Mailsonde" : "INBOX";
    made.own_folder = has_word(line, "alone") ? "" : "Mailsonde";
    made.uid_validity = 1;
    made.is_ours = deletion_watch::is_ours;
    for (auto const uid : uids) {
        made.targets.push_back({uid, [uid](std::string_view header) {
                                    return deletion_watch::is_target(uid, header);
                                }});
    }
    return made;
}

std::string play(std::string_view line, std::string_view script, pieces how) {
    auto const options = options_for(line);
    deletion_watch watch(options.raw_name, options.own_folder);
    peer server(script, how);
    // Of a server that says everything at once nobody can tell which folder it speaks of.
    auto const watched = how != pieces::at_once;
    if (watched) {
        server.on_said = [&](std::string_view piece) { watch.said(piece); };
        server.on_sent = [&](std::string_view bytes) { watch.sent(bytes); };
    }
    session state;
    state.capabilities = capabilities(line);
    state.uid_expunge_ok = !has_word(line, "no-uid-expunge");
    delete_dialog dialog(state, options);
    auto const end = server.play(dialog);
    std::string out;
    for (auto const& one : dialog.outcomes()) {
        auto const touched = one.what == deletion::expunged || one.what == deletion::flagged_only;
        require(!watched || !touched || watch.has_verified(one.uid), "what was deleted was ours");
        require(!one.reason || one.what == deletion::refused, "a reason for a refusal");
        require(!one.reason || is_presentable(one.reason->detail), "a reason is sanitised");
        out += std::string(to_text(one.what)) + " ";
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
