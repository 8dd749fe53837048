#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace mailsonde {

/// A password, key or access token. Cannot be printed, compared or converted by accident; the
/// bytes are wiped when the object dies. `reveal()` is the only way out and is grep-able.
class secret {
public:
    secret() = default;

    explicit secret(std::string value) : value_(std::move(value)) {}

    secret(secret const&) = default;
    secret(secret&& other) noexcept;
    secret& operator=(secret const& other);
    secret& operator=(secret&& other) noexcept;

    ~secret() { wipe(); }

    /// The bytes, to be put on the wire. Valid until this object changes or dies.
    [[nodiscard]] std::string_view reveal() const { return value_; }

    [[nodiscard]] bool empty() const { return value_.empty(); }

    /// In constant time for equal lengths; used to see whether a reload changed a credential.
    [[nodiscard]] bool same_as(secret const& other) const;

private:
    void wipe() noexcept;

    std::string value_;
};

}  // namespace mailsonde
