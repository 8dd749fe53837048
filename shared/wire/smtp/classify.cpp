#include "shared/wire/smtp/classify.hpp"

#include "shared/wire/smtp/smtp_errc.hpp"

namespace mailsonde::wire::smtp {
namespace {

bool is_about_authentication(int code) {
    return code == 530 || code == 534 || code == 535 || code == 538;
}

submission_class classify_smtp(smtp_errc error, std::optional<reply> const& decisive) {
    switch (error) {
        case smtp_errc::line_too_long:
        case smtp_errc::reply_too_long:
        case smtp_errc::bad_reply:
        case smtp_errc::code_mismatch:
        case smtp_errc::unexpected_reply:
            return submission_class::connection;
        case smtp_errc::closing:
        case smtp_errc::login_deferred:
            return submission_class::temporary;
        case smtp_errc::not_ready:
        case smtp_errc::greeting_refused:
            return decisive && !decisive->is_positive() ? classify(*decisive)
                                                        : submission_class::connection;
        case smtp_errc::starttls_unavailable:
        case smtp_errc::starttls_refused:
        case smtp_errc::injected_after_starttls:
            return submission_class::tls;
        case smtp_errc::login_in_clear:
        case smtp_errc::login_unavailable:
        case smtp_errc::login_refused:
            return submission_class::authentication;
        case smtp_errc::mail_rejected:
        case smtp_errc::recipient_rejected:
        case smtp_errc::data_rejected:
        case smtp_errc::size_exceeded:
            return decisive && !decisive->is_positive() ? classify(*decisive)
                                                        : submission_class::permanent;
        case smtp_errc::malformed_address:
        case smtp_errc::malformed_message:
            return submission_class::internal;
    }
    return submission_class::connection;
}

}  // namespace

submission_class classify(reply const& answer) {
    if (is_about_authentication(answer.code)) {
        return submission_class::authentication;
    }
    if (answer.is_positive()) {
        return submission_class::accepted;
    }
    if (answer.is_temporary()) {
        return submission_class::temporary;
    }
    return answer.is_permanent() ? submission_class::permanent : submission_class::connection;
}

submission_class classify(error_code const& error, std::optional<reply> const& decisive) {
    if (error.category() != make_error_code(smtp_errc::bad_reply).category()) {
        return submission_class::connection;
    }
    return classify_smtp(static_cast<smtp_errc>(error.value()), decisive);
}

bool is_transient(submission_class what) {
    switch (what) {
        case submission_class::temporary:
        case submission_class::connection:
        case submission_class::tls:
            return true;
        case submission_class::accepted:
        case submission_class::permanent:
        case submission_class::authentication:
        case submission_class::internal:
            return false;
    }
    return false;
}

}  // namespace mailsonde::wire::smtp
