#pragma once

#include "shared/core/result.hpp"
#include "shared/core/time.hpp"
#include "shared/wire/imap/imap_errc.hpp"
#include "shared/wire/imap/response.hpp"

#include <optional>
#include <string_view>

namespace mailsonde::wire::imap {

/// What a NO, BAD or BYE means: by its response code (RFC 5530), else by the few texts that are
/// the only sign some providers give (Exchange Online, Gmail).
/// @param otherwise  what it is called if nothing is known about it
[[nodiscard]] imap_errc classify(
    response_code const& given, std::string_view text, imap_errc otherwise
);

/// The same as a failure, with the server's sanitised words: "NO [LIMIT] Maximum number of ...".
[[nodiscard]] failure refusal(tagged const& completion, imap_errc otherwise);
[[nodiscard]] failure refusal(untagged const& status, imap_errc otherwise);

/// How long the server wants us to wait: "Suggested Backoff Time: 299961 milliseconds"
/// (Exchange Online). At most one day; nullopt if it doesn't say.
[[nodiscard]] std::optional<milliseconds> suggested_backoff(std::string_view text);

}  // namespace mailsonde::wire::imap
