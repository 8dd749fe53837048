#pragma once

#include "shared/wire/imap/response_parser.hpp"

#include <gtest/gtest.h>

#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace mailsonde::test {

/// All responses in `bytes`, fed in pieces of `step` octets.
inline result<std::vector<wire::imap::response>> all_responses(
    std::string_view bytes, std::size_t step = static_cast<std::size_t>(-1)
) {
    wire::imap::response_parser parser;
    std::vector<wire::imap::response> responses;
    while (!bytes.empty()) {
        auto const piece = bytes.substr(0, step);
        bytes.remove_prefix(piece.size());
        for (auto next = parser.feed(piece);; next = parser.feed({})) {
            if (!next) {
                return next.error();
            }
            if (!*next) {
                break;
            }
            responses.push_back(std::move(**next));
        }
    }
    return responses;
}

/// The one untagged response in `line` (without its line end).
inline wire::imap::untagged untagged_in(std::string_view line) {
    auto responses = all_responses(std::string(line) + "\r\n");
    EXPECT_TRUE(responses.has_value()) << line;
    if (!responses || responses->size() != 1) {
        ADD_FAILURE() << "not one response: " << line;
        return {};
    }
    auto* const found = std::get_if<wire::imap::untagged>(&responses->front());
    EXPECT_NE(found, nullptr) << line;
    return found == nullptr ? wire::imap::untagged{} : std::move(*found);
}

}  // namespace mailsonde::test
