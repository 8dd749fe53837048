#include "shared/clients/imap_connection.hpp"

#include "shared/wire/imap/delete_dialog.hpp"
#include "shared/wire/imap/folders_dialog.hpp"
#include "shared/wire/imap/login_dialog.hpp"
#include "shared/wire/imap/look_dialog.hpp"

#include <cstddef>
#include <utility>

namespace mailsonde::clients {

namespace asio = boost::asio;

asio::awaitable<result<void>> imap_client::connection::log_in(imap_options options) {
    auto const opened = co_await net::open(stream, "imap", context);
    if (!opened) {
        co_return opened;
    }
    wire::imap::login_options login;
    login.tls = options.server.tls;
    login.login = std::move(options.login);
    login.trusted_plaintext = options.trusted_plaintext;
    login.client_version = std::move(options.client_version);
    wire::imap::login_dialog dialog(session, std::move(login));
    co_return co_await net::drive(stream, dialog, context);
}

asio::awaitable<void> imap_client::connection::perform(look_run& run) {
    run.begin();
    if (!folders || run.is_sweep()) {
        session.begin_look();
        wire::imap::folders_dialog dialog(session, run.listing());
        if (auto const listed = co_await net::drive(stream, dialog, context); !listed) {
            run.break_off(listed.error());
            co_return;
        }
        folders = dialog.found();
    }
    run.choose(*folders);
    while (run.wants_round()) {
        wire::imap::look_dialog dialog(session, run.next_round());
        if (auto const read = co_await net::drive(stream, dialog, context); !read) {
            run.break_off(read.error());
            co_return;
        }
        run.take(dialog.folders(), dialog.seen_expunges());
    }
    for (auto& one : *folders) {
        one.uid_next.reset();  // by the next look it will be old
    }
    if (run.list_is_stale()) {
        folders.reset();
    }
    co_return;
}

asio::awaitable<result<void>> imap_client::connection::remove(
    std::vector<removal_batch>& batches, std::vector<removal_outcome>& outcomes
) {
    while (!batches.empty()) {
        auto what = batches.front().what;
        wire::imap::delete_dialog dialog(session, std::move(what));
        if (auto const driven = co_await net::drive(stream, dialog, context); !driven) {
            co_return driven;
        }
        for (std::size_t i = 0; i < dialog.outcomes().size(); ++i) {
            auto const& done = dialog.outcomes()[i];
            auto& outcome = outcomes.at(batches.front().removals.at(i));
            outcome.what = done.what;
            outcome.reason = done.reason;
        }
        batches.erase(batches.begin());
    }
    co_return result<void>();
}

}  // namespace mailsonde::clients
