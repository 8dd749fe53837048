#pragma once

#include "tests/bench/responder/imap_words.hpp"
#include "tests/bench/responder/store.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mailsonde::bench {

/// A folder as one session sees it: sequence numbers change only when the session is told.
class folder_view {
public:
    folder_view(folder& of, bool writable) : folder_(of), writable_(writable) {}

    /// What SELECT and EXAMINE answer.
    [[nodiscard]] std::string opening();
    /// EXPUNGE and EXISTS for what has changed since.
    [[nodiscard]] std::string changes();

    [[nodiscard]] std::string fetch(std::string_view set, std::string_view items) const;
    [[nodiscard]] bool flag(std::string_view set, std::string_view flags);
    /// @return how many mails are gone
    [[nodiscard]] std::size_t expunge(std::string_view set);
    /// UIDs of mails saved since then.
    [[nodiscard]] std::vector<std::uint32_t> since(wall_time day) const;

    [[nodiscard]] folder const& of() const { return folder_; }

private:
    [[nodiscard]] std::string fetched(
        std::size_t sequence, stored_mail const& mail, std::string_view items
    ) const;

    folder& folder_;
    bool writable_;
    std::vector<std::uint32_t> known_;  ///< UIDs by sequence number
};

}  // namespace mailsonde::bench
