#include "checker-service/mailboxes.hpp"

#include "shared/clients/access.hpp"
#include "shared/config/changes.hpp"
#include "shared/core/failpoint.hpp"
#include "shared/net/net_errc.hpp"

#include <exception>
#include <utility>

namespace mailsonde::checker {
namespace {

namespace asio = boost::asio;

failure stopping() {
    return fail(net::net_errc::stopped, "the visit was broken off");
}

clients::look_report failed_look(failure why) {
    clients::look_report report;
    report.began = report.ended = wall_now();
    report.failure = std::move(why);
    return report;
}

}  // namespace

mailboxes::mailboxes(
    net::io_thread& io,
    telemetry::logger& logger,
    std::shared_ptr<config::config const> config,
    answers answered
)
    : io_(io), logger_(logger), config_(std::move(config)), answered_(std::move(answered)) {}

void mailboxes::look(std::string const& mailbox, epoch when, clients::look_request const& request) {
    io_.post([this, mailbox, when, request] {
        auto with = client_of(mailbox);
        io_.supervisor().spawn(
            "look." + mailbox, run_look(std::move(with), mailbox, when, request)
        );
    });
}

void mailboxes::remove(
    std::string const& mailbox,
    epoch when,
    std::vector<clients::removal> const& removals,
    wire::imap::header_check const& is_ours
) {
    io_.post([this, mailbox, when, removals, is_ours] {
        auto with = client_of(mailbox);
        io_.supervisor().spawn(
            "remove." + mailbox, run_removal(std::move(with), mailbox, when, removals, is_ours)
        );
    });
}

void mailboxes::close(std::string const& mailbox) {
    io_.post([this, mailbox] { retire(mailbox); });
}

void mailboxes::configure(std::shared_ptr<config::config const> config) {
    io_.post([this, config = std::move(config)] {
        auto gone = config::changed_mailboxes(*config_, *config);
        for (auto const& [name, client] : clients_) {
            if (!config->mailboxes.contains(name)) {
                gone.insert(name);
            }
        }
        for (auto const& name : gone) {
            retire(name);
        }
        config_ = config;
        io_.contexts().reload();
    });
}

/// nullptr if the mailbox isn't configured.
mailboxes::client mailboxes::client_of(std::string const& mailbox) {
    auto const configured = config_->mailboxes.find(mailbox);
    if (configured == config_->mailboxes.end()) {
        return nullptr;
    }
    auto& client = clients_[mailbox];
    if (!client) {
        auto options = clients::imap_options_for(configured->second, MAILSONDE_VERSION, logger_);
        client = std::make_shared<clients::imap_client>(
            io_.executor(), io_.contexts(), std::move(options)
        );
    }
    return client;
}

asio::awaitable<void> mailboxes::run_look(
    client with, std::string mailbox, epoch when, clients::look_request request
) {
    // Whatever happens, the core must get its answer, or it would never visit this mailbox again.
    auto report = failed_look(stopping());
    std::exception_ptr thrown;
    try {
        if (with) {
            failpoint("checker.C3.look_begun");
            report = co_await with->look(std::move(request));
            failpoint("checker.C3.look_answered");
        }
    } catch (std::exception const&) {
        thrown = std::current_exception();
    }
    if (report.failure && clients::is_our_own_lack(report.failure->code)) {
        end_idle_sessions();
    }
    answered_.looked(mailbox, when, report);
    if (thrown) {
        std::rethrow_exception(thrown);
    }
    co_return;
}

asio::awaitable<void> mailboxes::run_removal(
    client with,
    std::string mailbox,
    epoch when,
    std::vector<clients::removal> removals,
    wire::imap::header_check is_ours
) {
    result<std::vector<clients::removal_outcome>> outcomes = stopping();
    std::exception_ptr thrown;
    try {
        if (with) {
            failpoint("checker.C6.deletion_begun");
            outcomes = co_await with->remove(std::move(removals), std::move(is_ours));
            failpoint("checker.C6.deletion_done");
        }
    } catch (std::exception const&) {
        thrown = std::current_exception();
    }
    answered_.removed(mailbox, when, outcomes);
    if (thrown) {
        std::rethrow_exception(thrown);
    }
    co_return;
}

/// A visit under way keeps its client; the next one gets another.
void mailboxes::retire(std::string const& mailbox) {
    auto const known = clients_.extract(mailbox);
    if (known && known.mapped() && known.mapped().use_count() == 1) {
        io_.supervisor().spawn("logout." + mailbox, quit(known.mapped()));
    }
}

/// Others need their descriptors more than the next look needs a kept session.
void mailboxes::end_idle_sessions() {
    for (auto const& [mailbox, client] : clients_) {
        if (client && client.use_count() == 1 && client->is_connected()) {
            io_.supervisor().spawn("logout." + mailbox, quit(client));
        }
    }
}

asio::awaitable<void> mailboxes::quit(client with) {
    co_await with->close();
}

}  // namespace mailsonde::checker
