#pragma once

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

#include <string>
#include <utility>

namespace mailsonde {

using error_code = boost::system::error_code;

/// What went wrong with something that a peer, the network, a file or the configuration caused.
///
/// Branch on `code`, never on `detail`. `detail` is for people: sanitised (see text.hpp), bounded,
/// and free of secrets.
struct failure {
    error_code code;
    std::string detail;

    /// "<what>: <detail>", the way it is logged and printed.
    [[nodiscard]] std::string text() const;

    friend bool operator==(failure const&, failure const&) = default;
};

/// Either a value or the failure that prevented it. `value()` on a failure throws (a broken
/// invariant of the caller); test first.
template <class T>
using result = boost::system::result<T, failure>;

/// Makes a failure out of an error enumerator of any of our libraries.
template <class Errc>
[[nodiscard]] failure fail(Errc code, std::string detail = {}) {
    return failure{error_code(code), std::move(detail)};
}

/// Lets `result::value()` throw something with a readable `what()`.
[[noreturn]] void throw_exception_from_error(failure const& error, boost::source_location const&);

}  // namespace mailsonde
