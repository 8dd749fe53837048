// Drives the clients from a test in another language: one JSON object per line in, one per line
// out. Nobody but the tests of this folder uses it.

#include "shared/clients/imap_client.hpp"
#include "shared/clients/smtp_client.hpp"
#include "shared/model/events.hpp"
#include "shared/wire/imap/deletion.hpp"
#include "shared/wire/mail/test_mail.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <exception>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mailsonde::test {
namespace {

using nlohmann::json;

template <class T>
T done(boost::asio::io_context& io, boost::asio::awaitable<T> task) {
    auto result = boost::asio::co_spawn(io, std::move(task), boost::asio::use_future);
    io.restart();
    io.run();
    return result.get();
}

net::endpoint endpoint_in(json const& given) {
    auto const starttls = given.at("tls") == "starttls";
    return {
        "127.0.0.1",
        given.at("port"),
        starttls ? tls_mode::starttls : tls_mode::implicit,
        {given.value("ca_file", ""), {}}
    };
}

credentials login_in(json const& given) {
    return {given.at("user"), secret(given.at("password").get<std::string>()), std::nullopt};
}

json as_json(std::map<std::string, milliseconds> const& phases) {
    json out = json::object();
    for (auto const& [phase, spent] : phases) {
        out[phase] = spent.count();
    }
    return out;
}

json as_json(model::mail_place const& place) {
    return {{"folder", place.folder}, {"uid_validity", place.uid_validity}, {"uid", place.uid}};
}

/// The clients under test, and what their services would remember between calls.
class driver {
public:
    json obey(json const& command) {
        auto const& what = command.at("do");
        if (what == "submit") {
            return submit(command);
        }
        if (what == "look") {
            return look(command);
        }
        if (what == "remove") {
            return remove(command);
        }
        if (what == "close") {
            done(io_, smtp_.close());
            done(io_, imap_.close());
            return {{"connected", smtp_.is_connected() || imap_.is_connected()}};
        }
        throw std::invalid_argument("unknown command");
    }

    explicit driver(json const& given)
        : smtp_(io_.get_executor(), contexts_, smtp_options_in(given.at("smtp"))),
          imap_(io_.get_executor(), contexts_, imap_options_in(given.at("imap"))) {}

private:
    static clients::smtp_options smtp_options_in(json const& given) {
        return {endpoint_in(given), "probe.test", login_in(given), false, {}};
    }

    static clients::imap_options imap_options_in(json const& given) {
        auto also = given.value("also", std::vector<std::string>());
        return {endpoint_in(given), login_in(given), false, "test", std::move(also), {}, {}};
    }

    json submit(json const& command) {
        wire::mail::test_mail mail;
        mail.from = command.at("from");
        mail.to = command.at("to");
        mail.instance = "test";
        mail.token = command.at("token");
        mail.message_id = mail.token + "@probe.test";
        mail.date = wall_now();
        auto const made =
            done(io_, smtp_.submit({mail.from, mail.to, wire::mail::compose(mail).value()}));
        return {
            {"failure", made.failure ? json(model::to_text(*made.failure)) : json()},
            {"maybe_accepted", made.maybe_accepted},
            {"detail", made.detail},
            {"code", made.smtp.code},
            {"phase", made.smtp.phase},
            {"queue_id", made.smtp.queue_id},
            {"phases", as_json(made.smtp.phases)}
        };
    }

    json look(json const& command) {
        constexpr char const* kinds[] = {"inbox", "junk", "watched", "other"};
        clients::look_request request;
        request.marks = marks_;
        request.since = wall_now();
        request.sweep = command.value("sweep", false);
        auto const report = done(io_, imap_.look(std::move(request)));
        json mails = json::array();
        for (auto const& mail : report.mails) {
            mails.push_back(
                {{"place", as_json(mail.place)},
                 {"kind", kinds[static_cast<int>(mail.kind)]},
                 {"header", mail.header},
                 {"dated", mail.server_date.has_value()}}
            );
        }
        for (auto const& mark : report.marks) {
            std::erase_if(marks_, [&](auto const& old) { return old.folder == mark.folder; });
            marks_.push_back(mark);
        }
        auto const& failure = report.failure;
        return {
            {"failure", failure ? json(failure->text()) : json()},
            {"refused_login", failure && clients::is_login_refusal(failure->code)},
            {"complete", report.complete},
            {"swept", report.swept},
            {"unreadable", report.unreadable},
            {"mails", std::move(mails)},
            {"phases", as_json(report.phases)}
        };
    }

    json remove(json const& command) {
        std::vector<clients::removal> removals;
        for (auto const& one : command.at("mails")) {
            auto const token = one.at("token").get<std::string>();
            auto const& place = one.at("place");
            removals.push_back(
                {{place.at("folder"), place.at("uid_validity"), place.at("uid")},
                 [token](std::string_view header) {
                     return header.find(token) != std::string_view::npos;
                 }}
            );
        }
        auto const outcomes = done(io_, imap_.remove(std::move(removals), {}));
        if (!outcomes) {
            return {{"failure", outcomes.error().text()}};
        }
        json what = json::array();
        for (auto const& one : *outcomes) {
            what.push_back(wire::imap::to_text(one.what));
        }
        return {{"failure", json()}, {"outcomes", std::move(what)}};
    }

    boost::asio::io_context io_;
    net::tls_contexts contexts_;
    clients::smtp_client smtp_;
    clients::imap_client imap_;
    std::vector<model::folder_mark> marks_;
};

/// The first line says where the servers are, each further one is a command.
void run() {
    std::string line;
    std::getline(std::cin, line);
    driver clients(json::parse(line));
    while (std::getline(std::cin, line)) {
        std::cout << clients.obey(json::parse(line)).dump() << std::endl;
    }
}

}  // namespace
}  // namespace mailsonde::test

int main() {
    try {
        mailsonde::test::run();
        return 0;
    } catch (std::exception const& error) {
        std::cerr << "clients_driver: " << error.what() << '\n';
        return 1;
    }
}
