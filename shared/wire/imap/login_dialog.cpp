#include "shared/wire/imap/login_dialog.hpp"

#include "shared/wire/imap/classify.hpp"
#include "shared/wire/imap/group_dialog.hpp"
#include "shared/wire/imap/imap_errc.hpp"

#include <utility>
#include <variant>

namespace mailsonde::wire::imap {

login_dialog::login_dialog(imap::session& whole, login_options options)
    : session_(whole),
      options_(std::move(options)),
      auth_(whole, options_.login, options_.tls != tls_mode::none || options_.trusted_plaintext) {}

std::string_view login_dialog::phase() const {
    switch (step_) {
        case step::greeting:
            return "imap.greeting";
        case step::starttls:
            return "imap.starttls";
        case step::auth:
            return "imap.auth";
        case step::capability:
        case step::introduction:
        case step::done:
            return "imap.capability";
    }
    return "imap.capability";
}

std::chrono::milliseconds login_dialog::budget() const {
    return budget_of(phase());
}

result<action> login_dialog::resume(std::string_view received) {
    for (auto fresh = received;; fresh = {}) {
        // A step that has ended is "finished"; then the next one has something to do at once.
        auto next = run_step(fresh);
        if (next.has_error() && in_clear_before_tls()) {
            // Whoever sits on the line may have written it.
            return failure{next.error().code, {}};
        }
        if (!next || !std::holds_alternative<finished>(*next) || step_ == step::done) {
            return next;
        }
    }
}

result<action> login_dialog::run_step(std::string_view received) {
    switch (step_) {
        case step::greeting:
            return read_greeting(received);
        case step::starttls:
            return run_starttls(received);
        case step::capability:
            return run_capability(received);
        case step::auth:
            return run_auth(received);
        case step::introduction:
            return run_introduction(received);
        case step::done:
            break;
    }
    return action(finished{});
}

bool login_dialog::in_clear_before_tls() const {
    return options_.tls == tls_mode::starttls &&
           (step_ == step::greeting || step_ == step::starttls);
}

result<action> login_dialog::read_greeting(std::string_view received) {
    auto greeting = session_.next(received);
    if (!greeting) {
        auto const foreign = greeting.error().code == imap_errc::bad_response;
        return foreign ? fail(imap_errc::bad_greeting, greeting.error().detail) : greeting.error();
    }
    auto const& first = *greeting;
    if (!first) {
        return action(need_bytes{});
    }
    if (auto const checked = check_greeting(*first); !checked) {
        return checked.error();
    }
    step_ = options_.tls == tls_mode::starttls ? step::starttls : step::capability;
    return action(finished{});
}

result<void> login_dialog::check_greeting(response const& greeting) {
    auto const* const status = std::get_if<untagged>(&greeting);
    if (status == nullptr || !status->status) {
        return fail(imap_errc::bad_greeting);
    }
    session_.note(*status);
    if (status->status == condition::bye) {
        return refusal(*status, imap_errc::bye);
    }
    // We would be somebody without having said who; and STARTTLS is not allowed any more.
    if (status->status == condition::preauth) {
        return fail(imap_errc::preauth_refused);
    }
    if (status->status != condition::ok) {
        return refusal(*status, imap_errc::bad_greeting);
    }
    return {};
}

result<action> login_dialog::run_starttls(std::string_view received) {
    if (!group_) {
        auto const& offered = session_.capabilities;
        if (offered.known() && !offered.has("STARTTLS")) {
            return fail(imap_errc::starttls_unavailable);
        }
        group_ = std::make_unique<command_group>(session_);
        group_->add(command_text("STARTTLS", offered).made());
    }
    auto next = run_group(received);
    if (!next || !std::holds_alternative<finished>(*next)) {
        return next;
    }
    if (!group_->ok(0)) {
        return refusal(group_->completion(0), imap_errc::starttls_refused);
    }
    if (session_.buffered() != 0) {
        return fail(imap_errc::injected_after_starttls);
    }
    group_.reset();
    session_.after_starttls();
    step_ = step::capability;
    return action(start_tls{});
}

result<action> login_dialog::run_capability(std::string_view received) {
    if (!group_ && !session_.capabilities.known()) {
        group_ = std::make_unique<command_group>(session_);
        group_->add(command_text("CAPABILITY", session_.capabilities).made());
    }
    if (group_) {
        auto next = run_group(received);
        if (!next || !std::holds_alternative<finished>(*next)) {
            return next;
        }
        if (!group_->ok(0)) {
            return refusal(group_->completion(0), imap_errc::command_refused);
        }
        group_.reset();
    }
    step_ = step::auth;
    return action(finished{});
}

result<action> login_dialog::run_auth(std::string_view received) {
    if (!std::exchange(auth_begun_, true)) {
        offered_id_before_ = session_.capabilities.has("ID");
        auto first = auth_.begin();
        return first ? result<action>(std::move(*first)) : first.error();
    }
    for (auto fresh = received;; fresh = {}) {
        auto response = session_.next(fresh);
        if (!response) {
            return response.error();
        }
        auto& whole = *response;
        if (!whole) {
            return action(need_bytes{});
        }
        auto next = auth_.take(*whole);
        if (next && std::holds_alternative<need_bytes>(*next)) {
            continue;
        }
        if (next && std::holds_alternative<finished>(*next)) {
            step_ = step::introduction;
        }
        return next;
    }
}

result<action> login_dialog::run_introduction(std::string_view received) {
    if (!group_) {
        group_ = std::make_unique<command_group>(session_);
        plan_introduction(*group_);
    }
    if (!group_->empty()) {
        auto next = run_group(received);
        if (!next || !std::holds_alternative<finished>(*next)) {
            return next;
        }
        // Exchange Online accepts any login and refuses whatever follows. ID may fail (Courier).
        if (asks_capability_ && !group_->ok(0)) {
            return refusal(group_->completion(0), imap_errc::command_refused);
        }
    }
    step_ = step::done;
    return action(finished{});
}

void login_dialog::plan_introduction(command_group& group) {
    auto const& offered = session_.capabilities;
    asks_capability_ = !offered.known();
    if (asks_capability_) {
        group.add(command_text("CAPABILITY", offered).made());
    }
    if (offered.known() ? offered.has("ID") : offered_id_before_) {
        group.add(command_text(R"(ID ("name" "mailsonde" "version")", offered)
                      .argument(options_.client_version)
                      .raw(")")
                      .made());
    }
}

result<action> login_dialog::run_group(std::string_view received) {
    // Capabilities are all that these commands bring, and the session notes them.
    auto const ignore_untagged = [](untagged& /*response*/, std::size_t /*current*/) {};
    auto const ignore_completion = [](std::size_t /*index*/) {};
    return group_->resume(received, ignore_untagged, ignore_completion);
}

}  // namespace mailsonde::wire::imap
