#include "shared/wire/smtp/quit_dialog.hpp"

namespace mailsonde::wire::smtp {

using namespace std::chrono_literals;

result<action> quit_dialog::resume(std::string_view received) {
    switch (resumed_++) {
        case 0:
            return send_bytes{"QUIT\r\n", "QUIT\r\n"};
        case 1:
            return need_bytes{};
        default:
            break;
    }
    auto const reply = session_.parser.feed(received);
    if (!reply) {
        return reply.error();
    }
    return *reply ? action(finished{}) : action(need_bytes{});
}

std::chrono::milliseconds quit_dialog::budget() const {
    return 5s;
}

}  // namespace mailsonde::wire::smtp
