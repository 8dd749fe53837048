#pragma once

#include <cstddef>
#include <cstdint>

/// What a hostile or broken IMAP server may make us hold. Checked before anything is allocated.
namespace mailsonde::wire::imap::limits {

inline constexpr std::size_t line_octets = 64UL * 1024;        ///< between two literals
inline constexpr std::size_t literal_octets = 256UL * 1024;    ///< one literal
inline constexpr std::size_t response_octets = 1024UL * 1024;  ///< one response with its literals
inline constexpr std::size_t nesting = 16;                     ///< parentheses within parentheses
inline constexpr std::size_t values = 10'000;                  ///< values in one response
inline constexpr std::size_t flags = 64;                       ///< kept of one mail
inline constexpr std::size_t untagged = 10'000;                ///< untagged responses per command
inline constexpr std::size_t look_octets = 8UL * 1024 * 1024;  ///< all that one look may receive
/// No further FETCH range is begun beyond this, so that a big backlog is read in several looks.
inline constexpr std::size_t look_octets_soft = 6UL * 1024 * 1024;
inline constexpr std::size_t folder_name_octets = 1024;  ///< longer names are passed over
inline constexpr std::size_t all_folder_names = 2UL * 1024 * 1024;  ///< octets of all of them
inline constexpr std::size_t status_folders = 50;      ///< STATUS commands of one sweep
inline constexpr std::size_t deletions = 20;           ///< mails of one delete dialog
inline constexpr std::size_t own_folder_mails = 200;   ///< purged from our own folder at once
inline constexpr std::uint32_t uids_per_fetch = 500;   ///< width of one FETCH range
inline constexpr std::size_t folders_per_group = 16;   ///< opened in one go
inline constexpr std::size_t fetches_per_folder = 24;  ///< FETCH ranges of one folder in a look

}  // namespace mailsonde::wire::imap::limits
