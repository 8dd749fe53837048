#pragma once

#include "shared/core/encoding.hpp"
#include "shared/model/token.hpp"

#include <string>
#include <string_view>

/// The tokens that are good in these tests: keys, and what they are bound to. The corpus holds some
/// that verify; whoever changes this makes them anew (see tests/fuzz/corpus/token).
namespace mailsonde::fuzz {

[[nodiscard]] inline model::key_ring the_ring() {
    return {
        {"k2", secret("0123456789abcdef0123456789abcdef")},
        {"k1", secret("fedcba9876543210fedcba9876543210")}
    };
}

inline model::token_binding const the_binding{"fuzz", "anna", "anna@example.org"};

/// Whether minting with what stands in the token's id gives the same token: then it is ours, and no
/// octet of it has been changed.
[[nodiscard]] inline bool is_ours(model::token const& candidate) {
    auto const octets = from_base32(candidate.id().text);
    if (!octets || octets->size() != 16) {
        return false;
    }
    auto ring = the_ring();
    for (auto i = ring.size(); i > 0; --i) {
        auto const made = mint(ring, the_binding, candidate.id().slot, octets->substr(8));
        if (made == candidate) {
            return true;
        }
        ring.erase(ring.begin());
    }
    return false;
}

}  // namespace mailsonde::fuzz
