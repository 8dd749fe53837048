#include "shared/net/drive.hpp"

#include "shared/net/drive_failpoints.hpp"
#include "shared/net/net_errc.hpp"

#include <utility>
#include <variant>

namespace mailsonde::net {
namespace {

namespace asio = boost::asio;
using steady = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto connect_budget = 20s;
constexpr auto tls_budget = 20s;

/// Adds the time since its making to a phase, when it ends or is told of another phase.
class phase_clock {
public:
    phase_clock(std::map<std::string, milliseconds>& phases, std::string_view phase)
        : phases_(phases), phase_(phase), since_(steady::now()) {}

    phase_clock(phase_clock const&) = delete;
    phase_clock& operator=(phase_clock const&) = delete;

    ~phase_clock() { add(); }

    void move_to(std::string_view phase) {
        if (phase != phase_) {
            add();
            phase_ = phase;
            since_ = steady::now();
        }
    }

    [[nodiscard]] steady::time_point since() const { return since_; }

private:
    void add() {
        phases_[phase_] += std::chrono::duration_cast<milliseconds>(steady::now() - since_);
    }

    std::map<std::string, milliseconds>& phases_;
    std::string phase_;
    steady::time_point since_;
};

/// Whatever comes of a dialog: behind it the stream has time.
class dialog_scope {
public:
    explicit dialog_scope(stream& of) : of_(of) {}

    dialog_scope(dialog_scope const&) = delete;
    dialog_scope& operator=(dialog_scope const&) = delete;

    ~dialog_scope() { of_.rest(); }

private:
    stream& of_;
};

failure in_phase(failure error, std::string_view phase) {
    error.detail = std::string(phase) + (error.detail.empty() ? "" : ": " + error.detail);
    return error;
}

milliseconds budget_in(drive_context const& context, std::string_view phase, milliseconds usual) {
    auto const wanted = context.budgets.find(phase);
    return wanted == context.budgets.end() ? usual : wanted->second;
}

std::string prefix_of(std::string_view phase) {
    return std::string(phase.substr(0, phase.find('.')));
}

asio::awaitable<result<void>> secure(
    stream& connection, drive_context& context, std::string phase
) {
    auto const until = steady::now() + budget_in(context, phase, tls_budget);
    auto const secured = co_await connection.handshake(*context.contexts, until);
    if (!secured) {
        co_return in_phase(secured.error(), phase);
    }
    co_return secured;
}

}  // namespace

asio::awaitable<result<void>> drive(
    stream& connection, wire::dialog& dialog, drive_context& context
) {
    dialog_scope const scope(connection);
    phase_clock clock(context.phases, dialog.phase());
    std::string_view received;
    std::size_t received_in_all = 0;
    auto has_asked = false;
    while (true) {
        auto next = dialog.resume(std::exchange(received, {}));
        if (!next) {
            co_return in_phase(next.error(), dialog.phase());
        }
        if (std::holds_alternative<wire::finished>(*next)) {
            co_return result<void>();
        }
        clock.move_to(dialog.phase());
        auto const limit = clock.since() + budget_in(context, dialog.phase(), dialog.budget());
        result<void> done;
        if (auto* const out = std::get_if<wire::send_bytes>(&*next); out != nullptr) {
            if (context.transcript) {
                context.transcript(direction::sent, out->shown);
            }
            pass_failpoint(dialog.phase(), direction::sent);
            auto bytes = std::move(out->bytes);
            if (dies_flagged(dialog.phase())) {
                co_await die_flagged(connection, bytes, limit);
            }
            done = co_await connection.write_all(std::move(bytes), limit);
            has_asked = true;
        } else if (std::holds_alternative<wire::start_tls>(*next)) {
            auto const phase = prefix_of(dialog.phase()) + ".tls";
            clock.move_to(phase);
            if (auto const secured = co_await secure(connection, context, phase); !secured) {
                co_return secured;
            }
        } else {
            context.round_trips += std::exchange(has_asked, false) ? 1U : 0U;
            auto const bytes = co_await connection.read_some(limit);
            if (bytes) {
                pass_failpoint(dialog.phase(), direction::received);
                received = *bytes;
                received_in_all += bytes->size();
                if (context.transcript) {
                    context.transcript(direction::received, received);
                }
            } else {
                done = bytes.error();
            }
        }
        if (!done) {
            co_return in_phase(done.error(), dialog.phase());
        }
        if (received_in_all > context.byte_limit) {
            connection.close();
            co_return in_phase(fail(net_errc::too_much_data), dialog.phase());
        }
    }
}

asio::awaitable<result<void>> open(stream& connection, std::string prefix, drive_context& context) {
    auto const connect_phase = prefix + ".connect";
    auto const tls_phase = prefix + ".tls";
    phase_clock clock(context.phases, connect_phase);
    auto const until = steady::now() + budget_in(context, connect_phase, connect_budget);
    auto const connected = co_await connection.connect(until);
    if (!connected) {
        co_return in_phase(connected.error(), connect_phase);
    }
    if (connection.peer().tls == tls_mode::implicit) {
        clock.move_to(tls_phase);
        co_return co_await secure(connection, context, tls_phase);
    }
    co_return result<void>();
}

}  // namespace mailsonde::net
