#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailsonde::wire::imap {

struct uid_range {
    std::uint32_t first = 0;
    std::uint32_t last = 0;  ///< inclusive, never before `first`

    friend bool operator==(uid_range const&, uid_range const&) = default;
};

/// A set of UIDs as a server sends it in VANISHED and ESEARCH: "41,43:116" (RFC 9051 section 9,
/// sequence-set without "*").
class uid_set {
public:
    /// nullopt if malformed. Its ranges are bounded by the length of the line that it came in.
    [[nodiscard]] static std::optional<uid_set> parse(std::string_view text);

    [[nodiscard]] bool contains(std::uint32_t uid) const;
    [[nodiscard]] std::uint64_t size() const;
    /// nullopt if the set is empty.
    [[nodiscard]] std::optional<std::uint32_t> smallest() const;

    [[nodiscard]] std::vector<uid_range> const& ranges() const { return ranges_; }

private:
    std::vector<uid_range> ranges_;
};

/// "4,9,12": an explicit list, never a range, for STORE and EXPUNGE.
[[nodiscard]] std::string uid_list(std::vector<std::uint32_t> const& uids);

}  // namespace mailsonde::wire::imap
