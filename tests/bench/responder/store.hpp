#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailsonde::bench {

using wall_time = std::chrono::system_clock::time_point;

struct stored_mail {
    std::uint32_t uid = 0;
    std::string header;  ///< with the empty line that ends it; nobody asks for the body
    wall_time saved_at;
    bool seen = false;
    bool deleted = false;
};

struct folder {
    std::string name;
    std::string attributes;  ///< as LIST shows them
    std::uint32_t uid_next = 1;
    std::vector<stored_mail> mails{};  ///< by UID

    [[nodiscard]] std::uint32_t newest() const { return mails.empty() ? 0 : mails.back().uid; }
};

inline constexpr std::uint32_t uid_validity = 1;

struct account {
    std::vector<folder> folders;
    std::optional<std::chrono::milliseconds> delay;  ///< until a mail is saved; nullopt: lost

    /// nullptr if there is none of this name.
    [[nodiscard]] folder* find(std::string_view name);
};

/// What happened, for whoever measures.
struct tally {
    std::size_t taken = 0;  ///< by SMTP
    std::size_t saved = 0;
    std::size_t lost = 0;
    std::size_t expunged = 0;
    std::size_t logins = 0;
    std::size_t commands = 0;  ///< of IMAP
    std::size_t fetches = 0;   ///< UID FETCH of a folder, a part of them
    std::size_t sessions = 0;  ///< of IMAP, at the moment
    std::size_t most_sessions = 0;
};

/// When a mail lay in its mailbox, to the microsecond.
struct saving {
    std::string token;
    wall_time taken_at;
    wall_time saved_at;
};

/// All accounts and their mails, in memory. An account comes into being when it is first named.
class store {
public:
    /// @param foreign  mails of a human in each INBOX
    explicit store(std::size_t foreign) : foreign_(foreign) {}

    [[nodiscard]] account& of(std::string const& address);
    void save(std::string const& address, std::string header, wall_time taken_at);

    /// Mails of humans that are still as they were.
    [[nodiscard]] std::size_t untouched_foreign() const;
    /// Mails with a token.
    [[nodiscard]] std::size_t test_mails() const;

    [[nodiscard]] std::size_t accounts() const { return accounts_.size(); }

    tally counts;
    std::vector<saving> savings;

private:
    std::size_t foreign_;
    std::map<std::string, account> accounts_;
};

}  // namespace mailsonde::bench
