#include "shared/core/result.hpp"

#include <stdexcept>

namespace mailsonde {

std::string failure::text() const {
    return detail.empty() ? code.message() : code.message() + ": " + detail;
}

void throw_exception_from_error(failure const& error, boost::source_location const& /*where*/) {
    throw std::runtime_error(error.text());
}

}  // namespace mailsonde
