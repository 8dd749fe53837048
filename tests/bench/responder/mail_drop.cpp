#include "tests/bench/responder/mail_drop.hpp"

#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <utility>

namespace mailsonde::bench {

void mail_drop::take(std::string const& address, std::string header) {
    ++all_.counts.taken;
    auto const taken_at = std::chrono::system_clock::now();
    auto const delay = all_.of(address).delay;
    if (!delay) {
        ++all_.counts.lost;
        return;
    }
    if (delay->count() == 0) {
        all_.save(address, std::move(header), taken_at);
        return;
    }
    auto const timer = std::make_shared<boost::asio::steady_timer>(io_, *delay);
    timer->async_wait([this, timer, address, header = std::move(header), taken_at](auto error) {
        if (!error) {
            all_.save(address, header, taken_at);
        }
    });
}

}  // namespace mailsonde::bench
