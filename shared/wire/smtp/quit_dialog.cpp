#include "shared/wire/smtp/quit_dialog.hpp"

namespace mailsonde::wire::smtp {

using namespace std::chrono_literals;

result<action> quit_dialog::resume(std::string_view received) {
    switch (step_) {
        case step::start:
            step_ = step::sent;
            return send_bytes{"QUIT\r\n", "QUIT\r\n"};
        case step::sent:
            step_ = step::reading;
            return need_bytes{};
        case step::reading:
            break;
    }
    auto const goodbye = session_.parser.feed(received);
    if (!goodbye) {
        return goodbye.error();
    }
    return *goodbye ? action(finished{}) : action(need_bytes{});
}

std::chrono::milliseconds quit_dialog::budget() const {
    return 5s;
}

}  // namespace mailsonde::wire::smtp
