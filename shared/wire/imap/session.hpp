#pragma once

#include "shared/core/time.hpp"
#include "shared/wire/imap/capabilities.hpp"
#include "shared/wire/imap/response_parser.hpp"
#include "shared/wire/imap/selected_folder.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mailsonde::wire::imap {

/// What the dialogs of one connection share. Lives as long as the connection; starts empty on each
/// new one. What a client learns about an account it copies from here (auth_pipelining_ok,
/// uid_expunge_ok) and into the next session.
class session {
public:
    /// The next response, from octets in any split; further ones come out with next({}).
    /// @errors those of response_parser::feed; imap_errc::too_many_bytes over limits::look_octets
    [[nodiscard]] result<std::optional<response>> next(std::string_view received);

    /// Starts to count octets anew; each dialog that reads mails calls it.
    void begin_look() { received_ = 0; }

    [[nodiscard]] std::size_t received_octets() const { return received_; }

    /// Octets received and not yet interpreted; must be 0 at STARTTLS.
    [[nodiscard]] std::size_t buffered() const { return parser_.buffered(); }

    /// "a1", "a2", ...: unique for the life of the connection.
    [[nodiscard]] std::string next_tag() { return "a" + std::to_string(++last_tag_); }

    /// Forgets what was said in clear (RFC 9051 section 6.2.1).
    void after_starttls();

    /// Keeps what any response may tell in passing: capabilities, changes of the selected folder,
    /// a wanted pause. Called for each response before its command sees it.
    void note(untagged const& response);
    void note(tagged const& completion);

    imap::capabilities capabilities;
    std::optional<selected_folder> selected;
    std::optional<char> delimiter;             ///< hierarchy delimiter, once a LIST has told it
    std::optional<milliseconds> wanted_pause;  ///< "Suggested Backoff Time", the last one
    /// Messages reported as gone in selected folders; so wide that no flood of VANISHED brings it
    /// back to where it was.
    std::uint64_t expunges = 0;
    /// Courier throws away what arrives behind the authentication command.
    bool auth_pipelining_ok = false;
    /// False once commands that open folders were completed out of order: then one at a time.
    bool order_ok = true;
    /// The last look here left no backlog: what isn't open need only be asked whether it grew.
    bool looked = false;
    /// False once UID EXPUNGE was refused although UIDPLUS is advertised (Proton Bridge).
    bool uid_expunge_ok = true;

private:
    response_parser parser_;
    std::size_t received_ = 0;
    std::uint64_t last_tag_ = 0;
};

}  // namespace mailsonde::wire::imap
