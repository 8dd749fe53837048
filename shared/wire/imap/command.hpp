#pragma once

#include "shared/wire/imap/capabilities.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mailsonde::wire::imap {

/// One client command without its tag and final CRLF. Made by command_text.
struct command {
    /// Between two pieces the server's "+" must be waited for (synchronizing literal).
    std::vector<std::string> pieces{1};
    /// The whole, fit for a protocol trace: secrets are "***".
    std::string shown;
};

/// Composes a command so that no argument, whatever octets it holds, can end it or start another:
/// arguments are quoted or sent as literals (RFC 9051 section 4.3, RFC 7888).
class command_text {
public:
    /// @param known  decides between {n+} and {n}; copied
    command_text(std::string_view verb, capabilities const& known);

    /// Grammar that this program wrote, never the peer's or the user's words.
    command_text& raw(std::string_view text);
    /// A space and an argument: a folder name, a user name.
    command_text& argument(std::string_view text);
    /// The same, shown as "***".
    command_text& secret_argument(std::string_view text);

    /// The command; what was composed is gone afterwards.
    [[nodiscard]] command made() { return std::move(command_); }

private:
    void append(std::string_view text);
    void append_argument(std::string_view text);

    command command_;
    bool literal_plus_;
    bool literal_minus_;
};

}  // namespace mailsonde::wire::imap
