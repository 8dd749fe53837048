#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace mailsonde::config {

/// Changes when one of the files does: replaced, written, removed, its mode mended, or a symbolic
/// link on its way redirected, which is how Kubernetes updates a ConfigMap or Secret.
///
/// Looks at modification and change time in ns, size, inode and device of what each path leads to;
/// a missing file counts as missing. Content is not read: equal fingerprints mean "nothing to do",
/// different ones "load again".
[[nodiscard]] std::string fingerprint(std::vector<std::filesystem::path> const& files);

}  // namespace mailsonde::config
