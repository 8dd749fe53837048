#include "shared/clients/access.hpp"

#include "shared/clients/imap_client.hpp"
#include "shared/core/text.hpp"

#include <string_view>
#include <utility>

namespace mailsonde::clients {

net::endpoint endpoint_of(config::server const& server) {
    return {server.host, server.port, server.tls, {server.ca_file, server.pins}};
}

imap_options imap_options_for(
    config::mailbox const& mailbox, std::string version, telemetry::logger& logger
) {
    return {
        endpoint_of(mailbox.imap),
        mailbox.auth,
        mailbox.imap.trusted_plaintext,
        std::move(version),
        mailbox.also_folders,
        mailbox.junk_folder,
        traced(logger, "mailbox", mailbox.name)
    };
}

net::transcript traced(telemetry::logger& logger, std::string about, std::string name) {
    if (!logger.enabled(telemetry::level::trace)) {
        return {};
    }
    return [&logger,
            about = std::move(about),
            name = std::move(name)](net::direction where, std::string_view bytes) {
        while (!bytes.empty()) {
            auto const end = bytes.find('\n');
            auto const line = bytes.substr(0, end);
            logger.write(
                telemetry::level::trace,
                where == net::direction::sent ? "said" : "heard",
                {{about, name}, {"line", std::string(trimmed(line))}}
            );
            bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
        }
    };
}

}  // namespace mailsonde::clients
