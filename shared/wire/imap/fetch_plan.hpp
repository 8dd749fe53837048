#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace mailsonde::wire::imap {

/// Which UID ranges to FETCH so that everything from a watermark on is read, in bounded steps.
///
/// If little is new, one "w:*" does it. If much is, or if nobody knows, ranges of
/// limits::uids_per_fetch are read until UIDNEXT. A FETCH during which mail arrived is sent once
/// more: Dovecot runs it before it notices the new mail.
class fetch_plan {
public:
    enum class verdict : std::uint8_t {
        again,   ///< send next_range()
        newest,  ///< find out the newest UID (Courier's EXAMINE tells no UIDNEXT), then newest_is()
        finished,  ///< all is read
        more,      ///< more is there than one look may read
    };

    /// @param first     the watermark
    /// @param expected  UIDNEXT by hearsay: decides only how wide the first range is
    fetch_plan(std::uint32_t first, std::optional<std::uint32_t> expected);

    /// The range to FETCH now: "7:*" or "7:506".
    [[nodiscard]] std::string next_range();
    /// UIDNEXT by SELECT, EXAMINE or STATUS in this look.
    void uid_next_is(std::uint32_t uid_next);
    void saw(std::uint32_t uid);

    /// False for what "w:*" brings if nothing is new: the last old message.
    [[nodiscard]] bool wants(std::uint32_t uid) const { return uid >= first_; }

    /// The FETCH of next_range() was answered OK.
    /// @param cut_short  with [MESSAGELIMIT] (RFC 9738): the older part is missing
    /// @param grew       a larger EXISTS came meanwhile
    [[nodiscard]] verdict completed(bool cut_short, bool grew);
    /// @param uid  nullopt if the folder is empty
    [[nodiscard]] verdict newest_is(std::optional<std::uint32_t> uid);

    /// The watermark for the next look, after verdict finished or more.
    [[nodiscard]] std::uint32_t watermark(verdict last) const;

private:
    [[nodiscard]] verdict completed_open(bool cut_short, bool grew);
    [[nodiscard]] verdict go_on();

    std::uint32_t first_;
    std::uint32_t cursor_;  ///< all below has been read
    std::optional<std::uint32_t> expected_;
    std::optional<std::uint32_t> uid_next_;
    std::uint32_t after_seen_ = 0;  ///< the largest UID seen, plus 1
    std::uint32_t width_;
    std::optional<std::uint32_t> end_;  ///< of the range under way; absent: "*"
    bool open_ = false;                 ///< the next range ends in "*", whatever is expected
    bool narrow_ = false;               ///< never again "*"
    bool repeated_ = false;
    std::size_t fetches_ = 0;
};

}  // namespace mailsonde::wire::imap
