#pragma once

#include "shared/clients/look.hpp"
#include "shared/wire/imap/deletion.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace mailsonde::clients {

/// Removals that one delete dialog does together.
struct removal_batch {
    wire::imap::delete_options what;
    std::vector<std::size_t> removals;  ///< indices, one per target
};

/// By folder and UIDVALIDITY, wire::imap::limits::deletions at most in each.
[[nodiscard]] std::vector<removal_batch> batches_of(
    std::vector<removal> const& removals,
    std::string const& own_folder,
    wire::imap::header_check const& is_ours
);

}  // namespace mailsonde::clients
