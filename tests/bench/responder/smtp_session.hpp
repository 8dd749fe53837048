#pragma once

#include "tests/bench/responder/session.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace mailsonde::bench {

/// Submission (RFC 6409) as far as Mailsonde speaks it. Takes every mail.
class smtp_session final : public session {
public:
    /// @param taken  told the recipient and the header of each mail
    explicit smtp_session(std::function<void(std::string const&, std::string)> taken)
        : taken_(std::move(taken)) {}

    [[nodiscard]] std::string greeting() const override;
    [[nodiscard]] std::string hear(std::string_view bytes) override;

    [[nodiscard]] bool is_over() const override { return over_; }

private:
    [[nodiscard]] std::string obey(std::string_view line);
    [[nodiscard]] std::string take(std::string_view line);

    std::function<void(std::string const&, std::string)> taken_;
    line_buffer lines_;
    std::string recipient_;
    std::string header_;
    bool in_data_ = false;
    bool in_body_ = false;
    bool over_ = false;
    int taken_here_ = 0;
};

}  // namespace mailsonde::bench
