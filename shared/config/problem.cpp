#include "shared/config/problem.hpp"

#include "shared/core/text.hpp"

namespace mailsonde::config {

std::string problem::text() const {
    auto out = sanitised(file.string(), 4096) + ":" + std::to_string(line) + ":" +
               std::to_string(column) + ": " + what;
    return hint.empty() ? out : out + "; " + hint;
}

}  // namespace mailsonde::config
