#pragma once

#include "tests/fuzz/invariant.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mailsonde::fuzz {

/// An IMAP command as it went out.
struct sent_command {
    std::string tag;
    std::string verb;  ///< with "UID " in front where it stands there: "UID STORE"
    std::string rest;  ///< the arguments
};

/// The commands in what a dialog sent; none of them has literals.
[[nodiscard]] inline std::vector<sent_command> commands_in(std::string_view sent) {
    std::vector<sent_command> commands;
    while (!sent.empty()) {
        auto const end = sent.find("\r\n");
        require(end != std::string_view::npos, "a command ends in CRLF");
        auto line = sent.substr(0, end);
        sent.remove_prefix(end + 2);
        auto const take_word = [&] {
            auto const word = line.substr(0, line.find(' '));
            line.remove_prefix(std::min(word.size() + 1, line.size()));
            return std::string(word);
        };
        auto tag = take_word();
        require(tag.starts_with('a'), "a command has a tag");
        auto verb = take_word();
        if (verb == "UID") {
            verb += " " + take_word();
        }
        commands.push_back({std::move(tag), std::move(verb), std::string(line)});
    }
    return commands;
}

}  // namespace mailsonde::fuzz
