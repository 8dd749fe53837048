#pragma once

#include "shared/wire/dialog.hpp"
#include "shared/wire/imap/session.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string_view>
#include <utility>

namespace mailsonde::test {

/// An IMAP dialog that brings its session along.
template <class Dialog>
struct owned_imap final : wire::dialog {
    template <class... Args>
    explicit owned_imap(std::function<void(wire::imap::session&)> const& prepare, Args&&... args)
        : inner((prepare(session), session), std::forward<Args>(args)...) {}

    [[nodiscard]] result<wire::action> resume(std::string_view received) override {
        return inner.resume(received);
    }

    [[nodiscard]] std::string_view phase() const override { return inner.phase(); }

    [[nodiscard]] std::chrono::milliseconds budget() const override { return inner.budget(); }

    wire::imap::session session;
    Dialog inner;
};

/// A session after the login on a server with these capabilities.
inline std::function<void(wire::imap::session&)> logged_in(std::string_view capabilities) {
    return [words = std::string(capabilities)](wire::imap::session& session) {
        session.capabilities = wire::imap::capabilities(words);
    };
}

}  // namespace mailsonde::test
