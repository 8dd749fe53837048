#include "shared/clients/removal_batches.hpp"

#include "shared/wire/imap/limits.hpp"

#include <algorithm>

namespace mailsonde::clients {

std::vector<removal_batch> batches_of(
    std::vector<removal> const& removals,
    std::string const& own_folder,
    wire::imap::header_check const& is_ours
) {
    std::vector<removal_batch> batches;
    for (std::size_t i = 0; i < removals.size(); ++i) {
        auto const& [place, verify] = removals[i];
        auto fitting = std::find_if(batches.begin(), batches.end(), [&](auto const& one) {
            return one.what.raw_name == place.folder &&
                   one.what.uid_validity == place.uid_validity &&
                   one.removals.size() < wire::imap::limits::deletions;
        });
        if (fitting == batches.end()) {
            wire::imap::delete_options what{
                place.folder, place.uid_validity, {}, own_folder, is_ours
            };
            fitting = batches.insert(batches.end(), {std::move(what), {}});
        }
        fitting->what.targets.push_back({place.uid, verify});
        fitting->removals.push_back(i);
    }
    return batches;
}

}  // namespace mailsonde::clients
