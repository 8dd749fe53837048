#pragma once

#include "tests/bench/responder/store.hpp"

#include <boost/asio/io_context.hpp>

#include <string>

namespace mailsonde::bench {

/// Carries mails from SMTP into their accounts: at once, later, or never.
class mail_drop {
public:
    /// Both outlive this.
    mail_drop(boost::asio::io_context& io, store& all) : io_(io), all_(all) {}

    void take(std::string const& address, std::string header);

private:
    boost::asio::io_context& io_;
    store& all_;
};

}  // namespace mailsonde::bench
