#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mailsonde::config {

/// Writes block-style YAML line by line. Strings are quoted unless every reader takes them for
/// strings.
class yaml_writer {
public:
    /// "key:" and one level deeper until close().
    void open(std::string_view key);

    void close() { --depth_; }

    /// A string.
    void text(std::string_view key, std::string_view value);
    /// A number, boolean, marker or flow collection: as it is.
    void literal(std::string_view key, std::string_view value);
    /// [a, b]; nothing at all for an empty list.
    void list(std::string_view key, std::vector<std::string> const& values);

    [[nodiscard]] std::string const& str() const { return out_; }

    [[nodiscard]] static std::string quoted(std::string_view value);

private:
    std::string out_;
    std::size_t depth_ = 0;
};

}  // namespace mailsonde::config
