#pragma once

#include "shared/wire/imap/response_code.hpp"
#include "shared/wire/imap/value.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace mailsonde::wire::imap {

// Texts in here are as the server sent them: pass them through sanitised() before showing them.

/// The completion of a command.
struct tagged {
    std::string tag;
    condition status = condition::bad;  ///< ok, no or bad
    response_code code;
    std::string text;
};

/// Data or a status that belongs to no particular command.
struct untagged {
    std::string name;                     ///< upper case: "EXISTS", "FETCH", "OK", "BYE"
    std::optional<std::uint32_t> number;  ///< in front of the name: "* 23 EXISTS"
    std::vector<value> values;            ///< empty for statuses and for names unknown to us
    std::optional<condition> status;      ///< only of status responses
    response_code code;
    std::string text;
};

/// "+ ...": go on, or a SASL challenge.
struct continuation {
    std::string text;
};

using response = std::variant<tagged, untagged, continuation>;

}  // namespace mailsonde::wire::imap
