#pragma once

#include "shared/wire/dialog.hpp"
#include "tests/fuzz/invariant.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailsonde::fuzz {

/// In which pieces a server's octets arrive. Dialogs decide at line ends only, so lines and octets
/// must come to the same; everything at once may differ, because then a server answers before it
/// is asked.
enum class pieces : std::uint8_t { lines, octets, at_once };

/// How a dialog ended; neither of both if the server had nothing more to say.
struct ending {
    bool finished = false;
    std::optional<failure> failed;
};

/// A server that says `script` and nothing else, whatever it hears. Plays one dialog after another
/// on one connection, and requires of each that it names its phase, grants it time, goes on after a
/// bounded number of actions, and shows no secret.
class peer {
public:
    /// `script` outlives the peer.
    peer(std::string_view script, pieces how) : rest_(script), how_(how) {}

    /// Words that nothing which may be shown may hold.
    void conceals(std::vector<std::string> words) { secrets_ = std::move(words); }

    /// Called with what the dialog sends, before the server's next piece.
    std::function<void(std::string_view sent)> on_sent = [](std::string_view) {};
    std::function<void(std::string_view piece)> on_said = [](std::string_view) {};

    ending play(wire::dialog& dialog);

    /// All octets sent so far; "<TLS>" stands for a handshake.
    [[nodiscard]] std::string const& heard() const { return heard_; }

    /// The same as it may be shown.
    [[nodiscard]] std::string const& shown() const { return shown_; }

private:
    [[nodiscard]] std::string_view next_piece();
    void take(wire::send_bytes const& sent);
    void expect_fit(failure const& failed) const;
    void expect_concealed(std::string_view text) const;

    std::string_view rest_;
    pieces how_;
    std::vector<std::string> secrets_;
    std::string heard_;
    std::string shown_;
};

/// Plays a conversation in all ways, and requires that it comes to the same; all at once may not.
/// @param play  takes `pieces` and returns what is to be the same
template <class Play>
void require_same_in_any_split(Play const& play) {
    require(play(pieces::lines) == play(pieces::octets), "the same in any split");
    (void)play(pieces::at_once);
}

}  // namespace mailsonde::fuzz
