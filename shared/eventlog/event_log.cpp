#include "shared/eventlog/event_log.hpp"

namespace mailsonde::eventlog {

std::string_view to_text(commit_outcome outcome) {
    switch (outcome) {
        case commit_outcome::ok:
            return "ok";
        case commit_outcome::fenced:
            return "fenced";
        case commit_outcome::aborted:
            return "aborted";
        case commit_outcome::unknown:
            return "unknown";
    }
    return "invalid";
}

}  // namespace mailsonde::eventlog
