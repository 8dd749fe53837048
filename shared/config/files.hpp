#pragma once

#include "shared/config/config_errc.hpp"
#include "shared/core/result.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace mailsonde::config {

/// What a file is read for; decides its size limit and whether its mode matters.
enum class file_kind : std::uint8_t { configuration, secret, authorities, private_key };

inline constexpr std::size_t max_configuration_size = std::size_t{4} * 1024 * 1024;  ///< octets
inline constexpr std::size_t max_secret_size = std::size_t{64} * 1024;               ///< octets
inline constexpr std::size_t max_authorities_size = std::size_t{4} * 1024 * 1024;    ///< octets

/// The whole content of a file. Replaced in tests, so that no example needs files in /etc.
using file_reader = std::function<result<std::string>(std::filesystem::path const&, file_kind)>;

/// Reads a regular file (symbolic links are followed, as Kubernetes mounts need it) without ever
/// blocking on a FIFO. Mode and size are those of the opened file, not of its name.
/// @errors config_errc, each but `empty`; `detail` says what the system said
[[nodiscard]] result<std::string> read_file(std::filesystem::path const& path, file_kind kind);

}  // namespace mailsonde::config
