#include "shared/wire/imap/session.hpp"

#include "shared/wire/imap/classify.hpp"
#include "shared/wire/imap/imap_errc.hpp"
#include "shared/wire/imap/limits.hpp"

#include <utility>

namespace mailsonde::wire::imap {

result<std::optional<response>> session::next(std::string_view received) {
    received_ += received.size();
    if (received_ > limits::look_octets) {
        return fail(imap_errc::too_many_bytes);
    }
    return parser_.feed(received);
}

void session::after_starttls() {
    parser_ = response_parser();
    capabilities = imap::capabilities();
    wanted_pause.reset();
}

void session::note(untagged const& response) {
    if (auto told = as_capabilities(response)) {
        capabilities = std::move(*told);
    }
    if (response.status) {
        if (auto const pause = suggested_backoff(response.text)) {
            wanted_pause = pause;
        }
    }
    auto const gone = expunged_by(response);
    expunges += gone;
    if (selected) {
        selected->note_change(response);
    }
}

void session::note(tagged const& completion) {
    if (auto told = as_capabilities(completion.code)) {
        capabilities = std::move(*told);
    }
    if (auto const pause = suggested_backoff(completion.text)) {
        wanted_pause = pause;
    }
}

}  // namespace mailsonde::wire::imap
