#include "shared/clients/smtp_client.hpp"

#include "shared/clients/smtp_attempt.hpp"
#include "shared/net/net_errc.hpp"
#include "shared/wire/smtp/login_dialog.hpp"
#include "shared/wire/smtp/quit_dialog.hpp"

#include <utility>

namespace mailsonde::clients {

namespace asio = boost::asio;
using wire::smtp::smtp_errc;

struct smtp_client::connection {
    connection(
        asio::any_io_executor const& executor,
        net::tls_contexts& contexts,
        smtp_options const& options
    )
        : stream(executor, options.server) {
        context.contexts = &contexts;
        context.transcript = options.transcript;
        context.budgets = options.budgets;
    }

    net::stream stream;
    net::drive_context context;
    wire::smtp::session session;
};

namespace {

struct transaction {
    attempt made;
    bool connection_fit = false;  ///< for the next mail
    /// The connection was dead before the server can have taken anything of this mail.
    bool untouched = false;
};

/// A fault of the mail itself, found before anything was sent.
bool is_about_the_mail(error_code const& code) {
    return code == smtp_errc::malformed_address || code == smtp_errc::malformed_message ||
           code == smtp_errc::size_exceeded;
}

/// How a kept connection shows that its server or some box in between had enough of it.
bool is_connection_gone(error_code const& code) {
    return code == net::net_errc::connection_closed || code == net::net_errc::connection_lost ||
           code == net::net_errc::timed_out || code == smtp_errc::closing;
}

transaction judge(wire::smtp::submit_dialog const& dialog, result<void> const& driven) {
    transaction done;
    auto const code = driven ? error_code() : driven.error().code;
    done.connection_fit = !driven.has_error() || is_about_the_mail(code);
    done.untouched =
        is_connection_gone(code) && dialog.phase() == "smtp.mail" && !dialog.data_sent();
    // A connection that breaks behind the decision doesn't unmake it.
    if (auto const outcome = dialog.outcome()) {
        done.made = decided(*outcome);
    } else if (driven.has_error()) {
        done.made = undecided(driven.error(), dialog.phase(), std::nullopt);
        done.made.maybe_accepted = dialog.in_doubt();
    }
    return done;
}

asio::awaitable<transaction> transact(
    net::stream& stream,
    net::drive_context& context,
    wire::smtp::session& session,
    wire::smtp::submission mail
) {
    wire::smtp::submit_dialog dialog(session, std::move(mail));
    auto const driven = co_await net::drive(stream, dialog, context);
    auto done = judge(dialog, driven);
    done.made.smtp.phases = context.phases;
    co_return done;
}

/// @return nullopt: ready for mails
asio::awaitable<std::optional<attempt>> log_in(
    net::stream& stream,
    net::drive_context& context,
    wire::smtp::session& session,
    smtp_options options
) {
    auto const opened = co_await net::open(stream, "smtp", context);
    if (!opened) {
        auto const* const phase = context.phases.contains("smtp.tls") ? "smtp.tls" : "smtp.connect";
        co_return undecided(opened.error(), phase, std::nullopt);
    }
    wire::smtp::login_dialog dialog(
        session,
        {std::move(options.ehlo_name),
         options.server.tls,
         std::move(options.login),
         options.trusted_plaintext}
    );
    auto const driven = co_await net::drive(stream, dialog, context);
    if (!driven) {
        co_return undecided(driven.error(), dialog.phase(), dialog.refusal());
    }
    co_return std::nullopt;
}

}  // namespace

smtp_client::smtp_client(
    asio::any_io_executor executor, net::tls_contexts& contexts, smtp_options options
)
    : executor_(std::move(executor)), contexts_(contexts), options_(std::move(options)) {}

smtp_client::~smtp_client() = default;

bool smtp_client::is_connected() const {
    return connection_ != nullptr;
}

asio::awaitable<attempt> smtp_client::submit(wire::smtp::submission mail) {
    // Out of the member while in use: who is cancelled half-way leaves nothing out of step behind.
    if (auto kept = std::exchange(connection_, nullptr)) {
        kept->context.phases.clear();
        auto done = co_await transact(kept->stream, kept->context, kept->session, mail);
        if (!done.untouched) {
            done.made.certificate_expires = kept->stream.certificate_expires();
            connection_ = done.connection_fit ? std::move(kept) : nullptr;
            co_return std::move(done.made);
        }
    }
    auto fresh = std::make_unique<connection>(executor_, contexts_, options_);
    auto refused = co_await log_in(fresh->stream, fresh->context, fresh->session, options_);
    if (refused) {
        refused->smtp.phases = fresh->context.phases;
        refused->certificate_expires = fresh->stream.certificate_expires();
        co_return std::move(*refused);
    }
    auto done = co_await transact(fresh->stream, fresh->context, fresh->session, std::move(mail));
    done.made.certificate_expires = fresh->stream.certificate_expires();
    connection_ = done.connection_fit ? std::move(fresh) : nullptr;
    co_return std::move(done.made);
}

asio::awaitable<void> smtp_client::close() {
    if (auto const kept = std::exchange(connection_, nullptr)) {
        wire::smtp::quit_dialog dialog(kept->session);
        // What becomes of a goodbye is nobody's concern.
        static_cast<void>(co_await net::drive(kept->stream, dialog, kept->context));
    }
    co_return;
}

}  // namespace mailsonde::clients
