#include "shared/core/secret.hpp"

#include "shared/core/crypto.hpp"

#include <openssl/crypto.h>

namespace mailsonde {

// NOLINTNEXTLINE(cert-oop11-cpp,performance-move-constructor-init): copies on purpose
secret::secret(secret&& other) noexcept : value_(other.value_) {
    // A copy, not a move: a moved-from small string would keep the bytes in the source object.
    other.wipe();
}

secret& secret::operator=(secret const& other) {
    if (this != &other) {
        wipe();
        value_ = other.value_;
    }
    return *this;
}

secret& secret::operator=(secret&& other) noexcept {
    if (this != &other) {
        wipe();
        value_ = other.value_;
        other.wipe();
    }
    return *this;
}

bool secret::same_as(secret const& other) const {
    return equal_in_constant_time(value_, other.value_);
}

void secret::wipe() noexcept {
    OPENSSL_cleanse(value_.data(), value_.size());
    value_.clear();
}

}  // namespace mailsonde
