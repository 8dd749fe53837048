#pragma once

#include "shared/wire/imap/response.hpp"
#include "shared/wire/imap/uid_set.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mailsonde::wire::imap {

/// "* ESEARCH (TAG "a7") UID MIN 7 ALL 7:9" (RFC 4731). Nothing but the tag: nothing was found.
struct esearch_data {
    std::string tag;
    std::optional<std::uint32_t> min;
    std::optional<uid_set> all;
};

/// All numbers of "* SEARCH 2 84 882"; empty if nothing was found.
[[nodiscard]] std::optional<std::vector<std::uint32_t>> as_search(untagged const& response);
[[nodiscard]] std::optional<esearch_data> as_esearch(untagged const& response);

/// The smallest number of either form; nullopt if it is neither, or found nothing.
[[nodiscard]] std::optional<std::uint32_t> smallest_found(untagged const& response);

}  // namespace mailsonde::wire::imap
