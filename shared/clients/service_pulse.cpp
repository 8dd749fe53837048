#include "shared/clients/service_pulse.hpp"

#include "shared/clients/log_observer.hpp"
#include "shared/core/time.hpp"
#include "shared/eventlog/eventlog_errc.hpp"

#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace mailsonde::clients {
namespace {

std::string_view obstacle_of(eventlog::engine_standing standing) {
    switch (standing) {
        case eventlog::engine_standing::unassigned:
            return "no assignment";
        case eventlog::engine_standing::restoring:
            return "restoring";
        case eventlog::engine_standing::working:
            return "";
    }
    return "";
}

}  // namespace

service_pulse::service_pulse(std::string service, telemetry::instruments const& with)
    : service_(std::move(service)), with_(with), beats_(with.vitals.add(service_ + ".engine")) {
    with_.readiness.expect(service_);
}

void service_pulse::committed(eventlog::commit_result const& done) {
    // Fenced is another member's gain and no fault of the log.
    if (done.outcome == eventlog::commit_outcome::aborted ||
        done.outcome == eventlog::commit_outcome::unknown) {
        failed_ = true;
        with_.readiness.log_failed(service_, "commit: " + done.detail, wall_now());
    }
}

void service_pulse::failed(std::string const& what, failure const& why) {
    failed_ = true;
    with_.readiness.log_failed(service_, what + ": " + why.text(), wall_now());
    if (why.code == eventlog::eventlog_errc::displaced) {
        with_.readiness.give_up(why.text());
    }
}

void service_pulse::assigned() {
    restoring_since_ = steady::now();
}

void service_pulse::turned(eventlog::turn_report const& turn) {
    beats_.beat();
    with_.readiness.stands(service_, obstacle_of(turn.standing));
    with_.metrics.inbox(service_, turn.tasks);
    with_.metrics.log_behind(service_, turn.behind);
    if (turn.standing == eventlog::engine_standing::working) {
        if (auto const since = std::exchange(restoring_since_, std::nullopt)) {
            auto const took = steady::now() - *since;
            with_.metrics.restored(service_, std::chrono::duration_cast<milliseconds>(took));
        }
    }
    if (std::exchange(failed_, false)) {
        return;
    }
    if (turn.settled) {
        with_.readiness.log_works(service_);
        with_.metrics.turned(service_, wall_now());
    }
}

service_observers observers_for(std::string const& service, telemetry::instruments const& with) {
    auto const pulse = std::make_shared<service_pulse>(service, with);
    auto const told = observer_for(service, with.logger, with.metrics);
    service_observers out;
    out.engine.committed = [pulse, told](eventlog::commit_result const& done, milliseconds took) {
        told.committed(done, took);
        pulse->committed(done);
    };
    out.engine.failed = [pulse, told](std::string const& what, failure const& why) {
        told.failed(what, why);
        pulse->failed(what, why);
    };
    out.engine.assigned = [pulse, told](std::vector<int> const& partitions) {
        told.assigned(partitions);
        pulse->assigned();
    };
    out.engine.revoked = told.revoked;
    out.turned = [pulse](eventlog::turn_report const& turn) { pulse->turned(turn); };
    auto& io = with.vitals.add(service + ".io");
    out.alive = [&io, &metrics = with.metrics, service](std::size_t coroutines) {
        io.beat();
        metrics.io(service, coroutines);
    };
    return out;
}

}  // namespace mailsonde::clients
