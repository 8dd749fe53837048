#pragma once

#include "tests/bench/responder/folder_view.hpp"
#include "tests/bench/responder/session.hpp"
#include "tests/bench/responder/store.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace mailsonde::bench {

/// IMAP4rev1 as far as Mailsonde speaks it. Any password will do.
class imap_session final : public session {
public:
    /// `all` outlives the session.
    explicit imap_session(store& all);
    ~imap_session() override;

    [[nodiscard]] std::string greeting() const override;
    [[nodiscard]] std::string hear(std::string_view bytes) override;

    [[nodiscard]] bool is_over() const override { return over_; }

private:
    /// The untagged responses to a command, and how it ended.
    struct answer {
        std::string data;
        std::string completion;
    };

    [[nodiscard]] std::string obey(std::string_view line);
    [[nodiscard]] answer run(std::string const& verb, std::string_view rest);
    [[nodiscard]] answer run_in_account(std::string const& verb, std::string_view rest);
    [[nodiscard]] answer run_by_uid(std::string_view rest);
    [[nodiscard]] answer log_in(std::string address);
    [[nodiscard]] answer list(std::string_view rest);
    [[nodiscard]] answer status(std::string_view rest);
    [[nodiscard]] answer open(std::string_view rest, bool writable);
    [[nodiscard]] answer fetch(std::string_view rest);
    [[nodiscard]] answer search(std::string_view rest);

    store& all_;
    line_buffer lines_;
    account* account_ = nullptr;
    std::optional<folder_view> view_;
    std::string tag_;
    bool over_ = false;
};

}  // namespace mailsonde::bench
