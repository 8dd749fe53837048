#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mailsonde::wire::imap {

/// Folder names travel in modified UTF-7 (RFC 3501 section 5.1.3): "Entw&APw-rfe".
///
/// @return UTF-8, or nullopt if `name` is no valid modified UTF-7 (then show it as it is).
/// Lenient where it does no harm: octets over 0x7f and needless encodings are taken.
[[nodiscard]] std::optional<std::string> decode_mutf7(std::string_view name);

/// @param utf8  a folder name as people write it; nullopt if it is no valid UTF-8
[[nodiscard]] std::optional<std::string> encode_mutf7(std::string_view utf8);

}  // namespace mailsonde::wire::imap
