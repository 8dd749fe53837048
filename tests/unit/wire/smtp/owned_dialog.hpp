#pragma once

#include "shared/wire/dialog.hpp"
#include "shared/wire/smtp/session.hpp"

#include <chrono>
#include <string_view>
#include <utility>

namespace mailsonde::test {

/// An SMTP dialog that brings its session along.
template <class Dialog>
struct owned final : wire::dialog {
    template <class... Args>
    explicit owned(Args&&... args) : inner(session, std::forward<Args>(args)...) {}

    [[nodiscard]] result<wire::action> resume(std::string_view received) override {
        return inner.resume(received);
    }

    [[nodiscard]] std::string_view phase() const override { return inner.phase(); }

    [[nodiscard]] std::chrono::milliseconds budget() const override { return inner.budget(); }

    wire::smtp::session session;
    Dialog inner;
};

}  // namespace mailsonde::test
