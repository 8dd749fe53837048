#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mailsonde::bench {

/// The server's side of one connection, without I/O.
class session {
public:
    session() = default;
    session(session const&) = delete;
    session& operator=(session const&) = delete;
    virtual ~session() = default;

    [[nodiscard]] virtual std::string greeting() const = 0;
    /// @return what to answer to these octets; they may end anywhere
    [[nodiscard]] virtual std::string hear(std::string_view bytes) = 0;
    /// The connection is to be closed once the answer is out.
    [[nodiscard]] virtual bool is_over() const = 0;
};

/// Cuts what came into lines.
class line_buffer {
public:
    void add(std::string_view bytes) { bytes_ += bytes; }

    /// Without its CRLF; nullopt if none is complete. Valid until the next call.
    [[nodiscard]] std::optional<std::string> next() {
        auto const end = bytes_.find("\r\n", from_);
        if (end == std::string::npos) {
            bytes_.erase(0, from_);
            from_ = 0;
            return std::nullopt;
        }
        auto line = bytes_.substr(from_, end - from_);
        from_ = end + 2;
        return line;
    }

private:
    std::string bytes_;
    std::string::size_type from_ = 0;
};

}  // namespace mailsonde::bench
