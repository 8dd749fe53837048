#pragma once

#include <gtest/gtest.h>

#include <string>

namespace mailsonde::telemetry {

/// Whether a page has this line.
inline testing::AssertionResult shows(std::string const& page, std::string const& line) {
    auto const found = ("\n" + page).find("\n" + line + "\n") != std::string::npos;
    return found ? testing::AssertionSuccess() : testing::AssertionFailure() << page;
}

inline testing::AssertionResult mentions(std::string const& page, std::string const& text) {
    return page.find(text) != std::string::npos ? testing::AssertionSuccess()
                                                : testing::AssertionFailure() << page;
}

}  // namespace mailsonde::telemetry
