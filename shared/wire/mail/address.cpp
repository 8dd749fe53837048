#include "shared/wire/mail/address.hpp"

#include <algorithm>
#include <cstddef>

namespace mailsonde::wire::mail {
namespace {

constexpr std::size_t longest_address = 254;

bool is_safe_character(char c) {
    constexpr std::string_view special = "<>()\\,;:\"";
    return c > 0x20 && c < 0x7F && special.find(c) == std::string_view::npos;
}

}  // namespace

bool is_safe_address(std::string_view address) {
    auto const at = address.find('@');
    return address.size() <= longest_address && at != std::string_view::npos && at > 0 &&
           at + 1 < address.size() && address.find('@', at + 1) == std::string_view::npos &&
           std::all_of(address.begin(), address.end(), is_safe_character);
}

}  // namespace mailsonde::wire::mail
