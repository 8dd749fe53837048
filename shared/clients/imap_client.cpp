#include "shared/clients/imap_client.hpp"

#include "shared/clients/imap_connection.hpp"
#include "shared/clients/look_run.hpp"
#include "shared/clients/removal_batches.hpp"
#include "shared/net/net_errc.hpp"
#include "shared/wire/imap/imap_errc.hpp"
#include "shared/wire/imap/logout_dialog.hpp"
#include "shared/wire/sasl/sasl_errc.hpp"

#include <algorithm>
#include <utility>

namespace mailsonde::clients {

namespace asio = boost::asio;
using wire::imap::imap_errc;
using wire::sasl::sasl_errc;

namespace {

constexpr auto const* trash_of_ours = "Mailsonde-Deleted";

/// How a kept connection shows that its server or some box in between had enough of it.
bool is_connection_gone(error_code const& code) {
    return code == net::net_errc::connection_closed || code == net::net_errc::connection_lost ||
           code == net::net_errc::timed_out || code == imap_errc::bye ||
           code == imap_errc::unavailable;
}

}  // namespace

bool is_login_refusal(error_code const& code) {
    // A server without its SCRAM proof may be the wrong one; hammering it is no better.
    return code == imap_errc::authentication_failed || code == imap_errc::authorization_failed ||
           code == imap_errc::web_login_required || code == sasl_errc::refused ||
           code == sasl_errc::server_not_proven;
}

bool is_our_own_lack(error_code const& code) {
    return code == net::net_errc::out_of_descriptors;
}

imap_client::imap_client(
    asio::any_io_executor executor, net::tls_contexts& contexts, imap_options options
)
    : executor_(std::move(executor)), contexts_(contexts), options_(std::move(options)) {}

imap_client::~imap_client() = default;

bool imap_client::is_connected() const {
    return connection_ != nullptr;
}

std::unique_ptr<imap_client::connection> imap_client::fresh_connection() const {
    auto fresh = std::make_unique<connection>(executor_, contexts_, options_);
    fresh->session.auth_pipelining_ok = auth_pipelining_ok_;
    fresh->session.uid_expunge_ok = uid_expunge_ok_;
    return fresh;
}

void imap_client::learn_from(connection const& used) {
    auth_pipelining_ok_ = used.session.auth_pipelining_ok;
    uid_expunge_ok_ = used.session.uid_expunge_ok;
}

asio::awaitable<look_report> imap_client::look(look_request request) {
    also_watched_ = request.also_folders;
    folder_wishes const configured{options_.junk_folder, options_.also_folders};
    // Out of the member while in use: who is cancelled half-way leaves nothing out of step behind.
    if (auto kept = std::exchange(connection_, nullptr)) {
        kept->context.phases.clear();
        kept->context.round_trips = 0;
        look_run run(request, configured);
        co_await kept->perform(run);
        auto const& broken = run.broken();
        if (!broken || run.has_read() || !is_connection_gone(broken->code)) {
            co_return settle(std::move(kept), std::move(run));
        }
    }
    auto fresh = fresh_connection();
    look_run run(std::move(request), configured);
    if (auto const ready = co_await fresh->log_in(options_); !ready) {
        run.break_off(ready.error());
    } else {
        co_await fresh->perform(run);
    }
    co_return settle(std::move(fresh), std::move(run));
}

look_report imap_client::settle(std::unique_ptr<connection> used, look_run run) {
    learn_from(*used);
    auto const fit = !run.broken();
    auto report = std::move(run).report();
    report.phases = used->context.phases;
    report.round_trips = used->context.round_trips;
    report.wanted_pause = std::exchange(used->session.wanted_pause, std::nullopt);
    report.certificate_expires = used->stream.certificate_expires();
    if (fit) {
        connection_ = std::move(used);
    }
    return report;
}

std::string imap_client::own_folder() const {
    auto const is_it = [](std::string const& name) { return name == trash_of_ours; };
    auto const watched =
        options_.junk_folder == trash_of_ours ||
        std::any_of(options_.also_folders.begin(), options_.also_folders.end(), is_it) ||
        std::any_of(also_watched_.begin(), also_watched_.end(), is_it);
    return watched ? "" : trash_of_ours;
}

asio::awaitable<result<std::vector<removal_outcome>>> imap_client::remove(
    std::vector<removal> removals, wire::imap::header_check is_ours
) {
    std::vector<removal_outcome> outcomes;
    outcomes.reserve(removals.size());
    for (auto const& one : removals) {
        outcomes.emplace_back().place = one.place;
    }
    auto batches = batches_of(removals, own_folder(), is_ours);
    auto used = std::exchange(connection_, nullptr);
    result<void> done;
    if (used) {
        auto const before = batches.size();
        done = co_await used->remove(batches, outcomes);
        // What died with the connection can be done again: whatever is gone is found to be gone.
        if (!done && batches.size() == before && is_connection_gone(done.error().code)) {
            used.reset();
        }
    }
    if (!used && !batches.empty()) {
        used = fresh_connection();
        done = co_await used->log_in(options_);
        if (done) {
            done = co_await used->remove(batches, outcomes);
        }
    }
    if (used) {
        learn_from(*used);
    }
    if (!done) {
        co_return done.error();
    }
    connection_ = std::move(used);
    co_return outcomes;
}

asio::awaitable<void> imap_client::close() {
    if (auto const kept = std::exchange(connection_, nullptr)) {
        wire::imap::logout_dialog dialog(kept->session);
        // What becomes of a goodbye is nobody's concern.
        static_cast<void>(co_await net::drive(kept->stream, dialog, kept->context));
    }
    co_return;
}

}  // namespace mailsonde::clients
