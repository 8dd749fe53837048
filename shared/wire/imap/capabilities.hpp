#pragma once

#include "shared/wire/imap/response.hpp"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace mailsonde::wire::imap {

/// What a server says that it can do, in one of the phases of a connection (RFC 9051 section
/// 7.2.2). What it said before TLS or before the login is void afterwards.
class capabilities {
public:
    capabilities() = default;
    /// @param words  the arguments of the code or response, separated by spaces
    explicit capabilities(std::string_view words);

    /// False until the server has said anything.
    [[nodiscard]] bool known() const { return !names_.empty(); }

    /// @param name  upper case
    [[nodiscard]] bool has(std::string_view name) const { return names_.contains(name); }

    /// The mechanisms of AUTH=..., upper case.
    [[nodiscard]] std::vector<std::string> sasl_mechanisms() const;

private:
    std::set<std::string, std::less<>> names_;
};

/// From "* CAPABILITY ..." or the code of any status response; nullopt if it is neither.
[[nodiscard]] std::optional<capabilities> as_capabilities(untagged const& response);
[[nodiscard]] std::optional<capabilities> as_capabilities(response_code const& code);

}  // namespace mailsonde::wire::imap
