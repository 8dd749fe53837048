#pragma once

#include "shared/wire/dialog.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace mailsonde::test {

/// What a dialog should do, step by step, with the peer's half played by the script.
///
///     dialog_script()
///         .receives("220 mx ready\r\n").sends("EHLO probe.example\r\n")
///         .receives("250 mx\r\n").finishes()
///         .run(dialog);
///
/// Every run also proves that the dialog names its phase and grants it time, and that what may be
/// shown of a send holds none of the words given to conceals().
class dialog_script {
public:
    /// The dialog must send exactly these octets now.
    dialog_script& sends(std::string bytes) { return add(kind::sends, std::move(bytes)); }

    /// The peer says this; the dialog must be waiting for it. Octets that it doesn't ask for (it
    /// decided earlier) are there for its next read, as they would be on a connection.
    dialog_script& receives(std::string bytes) { return add(kind::receives, std::move(bytes)); }

    dialog_script& starts_tls() { return add(kind::starts_tls, {}); }

    /// The dialog must end well and have read everything.
    dialog_script& finishes() { return add(kind::finishes, {}); }

    /// The dialog must fail with this code; `detail` is a part of the failure's detail.
    template <class Errc>
    dialog_script& fails_with(Errc code, std::string detail = {}) {
        expected_code_ = error_code(code);
        return add(kind::fails, std::move(detail));
    }

    /// The phase must be this one while the dialog does what the step before said.
    dialog_script& in_phase(std::string phase) { return add(kind::phase, std::move(phase)); }

    /// No `shown` of any send may hold this.
    dialog_script& conceals(std::string word) {
        concealed_.push_back(std::move(word));
        return *this;
    }

    /// Plays the script with every receive in one piece.
    void run(wire::dialog& dialog) const { player(*this, dialog, whole).play(steps_.size()); }

    using factory = std::function<std::unique_ptr<wire::dialog>()>;

    /// Plays the script once octet by octet, and once for every way to split the receives in two.
    void run_split_at_every_byte(factory const& make) const {
        std::size_t longest = 0;
        for (auto const& step : steps_) {
            longest = std::max(longest, step.what == kind::receives ? step.bytes.size() : 0);
        }
        for (std::size_t at = octet_by_octet; at < longest; ++at) {
            SCOPED_TRACE(
                at == octet_by_octet ? "octet by octet" : "split at " + std::to_string(at)
            );
            auto const dialog = make();
            player(*this, *dialog, at).play(steps_.size());
            if (testing::Test::HasFailure()) {
                return;
            }
        }
    }

    /// Plays the script up to each receive in turn; there and ever after the peer says `instead`.
    /// The dialog must fail within a bounded number of resumes and must never finish.
    void fails_at_every_step(factory const& make, std::string const& instead) const {
        for (std::size_t i = 0; i < steps_.size(); ++i) {
            if (steps_[i].what == kind::receives) {
                SCOPED_TRACE("step " + std::to_string(i) + ", the peer says: " + instead);
                auto const dialog = make();
                player(*this, *dialog, whole).play_then(i, instead);
            }
        }
    }

private:
    enum class kind : std::uint8_t { sends, receives, starts_tls, finishes, fails, phase };

    struct step {
        kind what;
        std::string bytes;
    };

    static constexpr std::size_t octet_by_octet = 0;
    static constexpr std::size_t whole = static_cast<std::size_t>(-1);
    static constexpr int most_resumes = 64;

    dialog_script& add(kind what, std::string bytes) {
        steps_.push_back({what, std::move(bytes)});
        return *this;
    }

    /// One run of one dialog.
    class player {
    public:
        player(dialog_script const& script, wire::dialog& dialog, std::size_t split)
            : script_(script), dialog_(dialog), split_(split) {}

        /// Plays the first `count` steps.
        void play(std::size_t count) {
            for (std::size_t i = 0; i < count; ++i) {
                auto const& step = script_.steps_[i];
                SCOPED_TRACE("step " + std::to_string(i) + ": " + step.bytes);
                play_step(step);
                if (testing::Test::HasFatalFailure()) {
                    return;
                }
            }
        }

        void play_then(std::size_t count, std::string const& instead) {
            play(count);
            for (int i = 0; i < most_resumes && !testing::Test::HasFatalFailure(); ++i) {
                auto const& now = current();
                if (now.has_error()) {
                    return;
                }
                ASSERT_FALSE(std::holds_alternative<wire::finished>(*now)) << "must not finish";
                resume(std::holds_alternative<wire::need_bytes>(*now) ? instead : std::string());
            }
            FAIL() << "no error after " << most_resumes << " resumes";
        }

    private:
        void play_step(step const& step) {
            if (step.what == kind::phase) {
                EXPECT_EQ(dialog_.phase(), step.bytes);
                return;
            }
            auto const& now = current();
            if (step.what == kind::fails) {
                ASSERT_TRUE(now.has_error()) << "should have failed";
                EXPECT_EQ(now.error().code, script_.expected_code_) << now.error().text();
                EXPECT_NE(now.error().detail.find(step.bytes), std::string::npos)
                    << now.error().text();
                return;
            }
            ASSERT_TRUE(now.has_value()) << now.error().text();
            if (step.what == kind::sends) {
                auto const* const sent = std::get_if<wire::send_bytes>(&*now);
                ASSERT_NE(sent, nullptr) << "should have sent something";
                ASSERT_EQ(sent->bytes, step.bytes);
                acted_ = true;
            } else if (step.what == kind::starts_tls) {
                ASSERT_TRUE(std::holds_alternative<wire::start_tls>(*now));
                acted_ = true;
            } else if (step.what == kind::finishes) {
                ASSERT_TRUE(std::holds_alternative<wire::finished>(*now));
                EXPECT_EQ(unread_, "") << "finished without having read everything";
            } else {
                ASSERT_TRUE(std::holds_alternative<wire::need_bytes>(*now)) << "should be reading";
                receive(step.bytes);
            }
        }

        /// The dialog's last answer; asks it to go on if what it wanted before has been done.
        result<wire::action> const& current() {
            if (!answer_ || acted_) {
                resume({});
                receive({});
            }
            return *answer_;
        }

        void resume(std::string_view received) {
            acted_ = false;
            answer_.emplace(dialog_.resume(received));
            EXPECT_FALSE(dialog_.phase().empty());
            EXPECT_GT(dialog_.budget(), std::chrono::milliseconds(0));
            if (answer_->has_value()) {
                if (auto const* const sent = std::get_if<wire::send_bytes>(&**answer_)) {
                    expect_concealed(sent->shown);
                }
            }
        }

        void expect_concealed(std::string const& shown) const {
            EXPECT_NE(shown, "") << "nothing to show";
            for (auto const& word : script_.concealed_) {
                EXPECT_EQ(shown.find(word), std::string::npos) << "shows " << word;
            }
        }

        void receive(std::string const& bytes) {
            unread_ += bytes;
            auto piece = split_ == octet_by_octet ? 1 : split_;
            while (!unread_.empty() && answer_->has_value() &&
                   std::holds_alternative<wire::need_bytes>(**answer_)) {
                auto const taken = unread_.substr(0, piece);
                unread_.erase(0, taken.size());
                resume(taken);
                piece = split_ == octet_by_octet ? 1 : whole;
            }
        }

        dialog_script const& script_;
        wire::dialog& dialog_;
        std::size_t split_;
        std::optional<result<wire::action>> answer_;
        bool acted_ = false;  ///< the answer was a send or a handshake, and has been carried out
        std::string unread_;  ///< said by the peer, not yet asked for
    };

    std::vector<step> steps_;
    std::vector<std::string> concealed_;
    error_code expected_code_;
};

}  // namespace mailsonde::test
