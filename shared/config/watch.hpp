#pragma once

#include <cstddef>
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

/// Says when files are to be loaded again. Asked once a second, it looks at 500 of them each time:
/// thousands of secrets must not cost more than the mails.
class file_watch {
public:
    /// @param files  as they have just been loaded
    explicit file_watch(std::vector<std::filesystem::path> const& files);

    /// True once the files differ from what was loaded and have stopped changing since the last
    /// question: nobody wants half of a file that an editor is writing.
    [[nodiscard]] bool is_due();

private:
    [[nodiscard]] std::vector<std::string> fingerprints() const;
    [[nodiscard]] bool next_part_differs();

    std::vector<std::vector<std::filesystem::path>> parts_;
    std::vector<std::string> loaded_;  ///< fingerprint of each part as it was loaded
    std::vector<std::string> seen_;    ///< as it was last looked at; all parts at once
    std::size_t next_ = 0;
};

}  // namespace mailsonde::config
