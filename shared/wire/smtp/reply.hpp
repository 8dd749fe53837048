#pragma once

#include <optional>
#include <string>
#include <vector>

namespace mailsonde::wire::smtp {

/// "The service closes the connection", as an answer to anything (RFC 5321 section 3.8).
constexpr int closing_code = 421;

/// "5.1.1" (RFC 3463): class, subject, detail.
struct enhanced_code {
    int class_ = 0;   ///< 2, 4 or 5, the same as the first digit of the reply code
    int subject = 0;  ///< 0–999
    int detail = 0;   ///< 0–999

    [[nodiscard]] std::string text() const;
    friend bool operator==(enhanced_code const&, enhanced_code const&) = default;
};

/// One reply, single- or multi-line (RFC 5321 section 4.2).
struct reply {
    int code = 0;                           ///< 200–599
    std::optional<enhanced_code> enhanced;  ///< of the first line that has one
    std::vector<std::string> lines;  ///< text of each line, without code and enhanced code, raw

    [[nodiscard]] bool is_positive() const { return code >= 200 && code < 300; }
    [[nodiscard]] bool is_intermediate() const { return code >= 300 && code < 400; }
    [[nodiscard]] bool is_temporary() const { return code >= 400 && code < 500; }
    [[nodiscard]] bool is_permanent() const { return code >= 500; }

    /// All lines in one, sanitised: fit for logs, events and people.
    [[nodiscard]] std::string text() const;
    /// "550 5.1.1 no such user"; sanitised.
    [[nodiscard]] std::string summary() const;
};

}  // namespace mailsonde::wire::smtp
