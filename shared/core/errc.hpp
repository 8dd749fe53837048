#pragma once

#include "shared/core/result.hpp"

#include <boost/system/error_category.hpp>
#include <boost/system/is_error_code_enum.hpp>

#include <string>
#include <string_view>

/// One error enum per library becomes an error_code with three lines:
///   1. `std::string_view errc_message(my_errc)` and `char const* errc_category_name(my_errc)`
///      in the enum's namespace,
///   2. `inline error_code make_error_code(my_errc e) { return make_errc(e); }` beside them,
///   3. `template <> struct boost::system::is_error_code_enum<my_errc> : std::true_type {};`.
namespace mailsonde {

template <class Errc>
class errc_category final : public boost::system::error_category {
public:
    char const* name() const noexcept override { return errc_category_name(Errc{}); }

    std::string message(int value) const override {
        return std::string(errc_message(static_cast<Errc>(value)));
    }
};

template <class Errc>
[[nodiscard]] error_code make_errc(Errc value) {
    static errc_category<Errc> const category;
    return {static_cast<int>(value), category};
}

}  // namespace mailsonde
