#include "sender-service/relays.hpp"

#include "sender-service/send_decision.hpp"
#include "shared/clients/access.hpp"
#include "shared/config/changes.hpp"
#include "shared/wire/mail/test_mail.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <exception>
#include <utility>

namespace mailsonde::sender {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using steady = std::chrono::steady_clock;

/// Shorter than what servers allow (RFC 5321 section 4.5.3.2.7: 5 minutes), so that it is us who
/// says goodbye.
constexpr auto idle_limit = 60s;
constexpr auto tidy_step = 10s;

clients::smtp_options options_for(config::route const& route, telemetry::logger& logger) {
    return {
        clients::endpoint_of(route.smtp),
        route.ehlo_name,
        route.auth,
        route.smtp.trusted_plaintext,
        clients::traced(logger, "route", route.name)
    };
}

clients::attempt failed(model::send_failure why, std::string detail) {
    clients::attempt attempt;
    attempt.failure = why;
    attempt.smtp.phase = "smtp.queue";
    attempt.detail = std::move(detail);
    attempt.ended_at = wall_now();
    return attempt;
}

}  // namespace

/// A connection to a route's server, and how it is used.
struct relays::line {
    line(net::io_thread& io, clients::smtp_options options, std::string of_instance)
        : client(io.executor(), io.contexts(), std::move(options)),
          instance(std::move(of_instance)) {}

    clients::smtp_client client;
    std::string instance;
    bool busy = false;
    steady::time_point used;
};

relays::relays(
    net::io_thread& io,
    telemetry::logger& logger,
    std::shared_ptr<config::config const> config,
    answer answered,
    std::function<bool()> may_send
)
    : io_(io),
      logger_(logger),
      config_(std::move(config)),
      answered_(std::move(answered)),
      may_send_(std::move(may_send)) {
    io_.post([this] { io_.supervisor().spawn("relays.tidy", keep_tidy()); });
}

void relays::submit(model::open_send const& mail) {
    io_.post([this, mail] { begin(mail); });
}

void relays::configure(std::shared_ptr<config::config const> config) {
    io_.post([this, config = std::move(config)] {
        auto const changed = config::changed_routes(*config_, *config);
        for (auto at = lines_.begin(); at != lines_.end();) {
            auto const gone = changed.contains(at->first) || !config->routes.contains(at->first);
            if (gone) {
                retire(at->second);
            }
            at = gone ? lines_.erase(at) : std::next(at);
        }
        config_ = config;
        io_.contexts().reload();
    });
}

void relays::begin(model::open_send const& mail) {
    auto over = line_of(mail.route);
    if (!over) {
        answered_(
            mail.mail.mail_id,
            mail.route,
            failed(model::send_failure::internal, "route " + mail.route + " is not configured")
        );
        return;
    }
    over->busy = true;
    io_.supervisor().spawn("relay." + mail.route, deliver(std::move(over), mail));
}

std::shared_ptr<relays::line> relays::line_of(std::string const& route) {
    auto const configured = config_->routes.find(route);
    if (configured == config_->routes.end()) {
        return nullptr;
    }
    auto& line = lines_[route];
    if (!line) {
        auto options = options_for(configured->second, logger_);
        line = std::make_shared<relays::line>(io_, std::move(options), config_->instance);
    }
    return line;
}

asio::awaitable<void> relays::deliver(std::shared_ptr<line> over, model::open_send mail) {
    // Whatever happens, the core must get its answer, or the route would wait for it for ever.
    auto attempt = failed(model::send_failure::connection, "we are shutting down");
    attempt.maybe_accepted = true;
    std::exception_ptr thrown;
    try {
        attempt = co_await try_once(over, mail);
    } catch (std::exception const&) {
        thrown = std::current_exception();
    }
    over->busy = false;
    over->used = steady::now();
    if (auto const kept = lines_.find(mail.route); kept == lines_.end() || kept->second != over) {
        retire(over);  // configure() dropped the line meanwhile
    }
    answered_(mail.mail.mail_id, mail.route, attempt);
    if (thrown) {
        std::rethrow_exception(thrown);
    }
    co_return;
}

asio::awaitable<clients::attempt> relays::try_once(
    std::shared_ptr<line> over, model::open_send mail
) {
    wire::mail::test_mail const fields{
        mail.from,
        mail.recipient,
        over->instance,
        mail.token,
        message_id_of(mail.token, mail.from),
        mail.started_at
    };
    auto message = wire::mail::compose(fields);
    if (!message) {
        co_return failed(model::send_failure::internal, message.error().text());
    }
    if (!may_send_()) {
        co_return failed(model::send_failure::connection, "this process was stalled for too long");
    }
    wire::smtp::submission submission{mail.from, mail.recipient, *std::move(message)};
    co_return co_await over->client.submit(std::move(submission));
}

asio::awaitable<void> relays::keep_tidy() {
    asio::steady_timer timer(io_.executor());
    while (true) {
        timer.expires_after(tidy_step);
        auto const [error] = co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
        if (error) {
            co_return;
        }
        for (auto at = lines_.begin(); at != lines_.end();) {
            auto const idle = !at->second->busy && steady::now() - at->second->used > idle_limit;
            if (idle) {
                retire(at->second);
            }
            at = idle ? lines_.erase(at) : std::next(at);
        }
    }
}

void relays::retire(std::shared_ptr<line> const& idle) {
    if (!idle->busy) {
        io_.supervisor().spawn("relay.quit", quit(idle));
    }
}

asio::awaitable<void> relays::quit(std::shared_ptr<line> idle) {
    co_await idle->client.close();
}

}  // namespace mailsonde::sender
