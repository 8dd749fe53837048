#include "cli/once_report.hpp"

#include "checker-service/rules.hpp"
#include "shared/core/text.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>
#include <variant>

namespace mailsonde::cli {
namespace {

struct verdict {
    plugin_status status = plugin_status::unknown;
    std::string text;
};

char const* name_of(plugin_status status) {
    switch (status) {
        case plugin_status::ok:
            return "OK";
        case plugin_status::warning:
            return "WARNING";
        case plugin_status::critical:
            return "CRITICAL";
        case plugin_status::unknown:
            return "UNKNOWN";
    }
    return "UNKNOWN";
}

/// What is known to be bad counts more than what is not known.
int weight(plugin_status status) {
    switch (status) {
        case plugin_status::ok:
            return 0;
        case plugin_status::unknown:
            return 1;
        case plugin_status::warning:
            return 2;
        case plugin_status::critical:
            return 3;
    }
    return 3;
}

plugin_status status_of(model::severity severity) {
    return severity == model::severity::critical ? plugin_status::critical : plugin_status::warning;
}

/// '|' would begin performance data, and a line break another line.
std::string plain(std::string_view text) {
    auto out = sanitised(text);
    std::replace(out.begin(), out.end(), '|', '/');
    return out;
}

std::string seconds(milliseconds duration) {
    auto const thousandths = std::to_string(duration.count() % 1000);
    return std::to_string(duration.count() / 1000) + "." +
           std::string(3 - thousandths.size(), '0') + thousandths;
}

verdict of_result(model::mail_result const& result, model::judging const& judging) {
    if (result.outcome == model::outcome::undetermined) {
        return {plugin_status::unknown, result.evidence};
    }
    verdict out{plugin_status::ok, result.evidence};
    for (auto const& finding : checker::findings_of(result, judging)) {
        if (finding.severity && weight(status_of(*finding.severity)) > weight(out.status)) {
            out = {status_of(*finding.severity), finding.summary};
        }
    }
    return out;
}

verdict of_failure(model::mail_send_failed const& failed) {
    // Greylisting is a state, not a loss; but there is no verdict about the way of this mail.
    auto const status = failed.why == model::send_failure::temporary ? plugin_status::warning
                                                                     : plugin_status::critical;
    return {status, checker::refused(failed).summary};
}

verdict verdict_of(once_story const& story) {
    if (story.failed) {
        return of_failure(*story.failed);
    }
    if (story.result && story.sent) {
        return of_result(*story.result, story.sent->judging);
    }
    if (story.result && story.doubtful) {
        return of_result(*story.result, story.doubtful->judging);
    }
    if (story.deferred) {
        return {plugin_status::unknown, "no verdict in time; deferred: " + story.deferred->detail};
    }
    return {plugin_status::unknown, "no verdict in time"};
}

std::string performance(
    std::string const& mailbox, once_story const& story, config::probe const& probe
) {
    std::string out;
    if (story.result && story.result->found) {
        out += " " + mailbox + "_delay=" + seconds(story.result->found->delay) + "s;" +
               seconds(probe.delay.warn) + ";" + seconds(probe.delay.crit) + ";0;" +
               seconds(probe.deadline);
    }
    if (story.sent) {
        milliseconds whole{0};
        for (auto const& [phase, took] : story.sent->smtp.phases) {
            whole += took;
        }
        out += " " + mailbox + "_smtp=" + seconds(whole) + "s;;;0";
    }
    return out;
}

}  // namespace

void once_story::add(model::event const& event) {
    std::visit(
        [this](auto const& one) {
            using type = std::decay_t<decltype(one)>;
            if constexpr (std::is_same_v<type, model::mail_sent>) {
                sent = one;
            } else if constexpr (std::is_same_v<type, model::mail_deferred>) {
                deferred = one;
            } else if constexpr (std::is_same_v<type, model::mail_send_failed>) {
                failed = one;
            } else if constexpr (std::is_same_v<type, model::mail_send_unknown>) {
                doubtful = one;
            } else if constexpr (std::is_same_v<type, model::mail_result>) {
                result = one;
            }
        },
        event
    );
}

once_answer once_report(
    config::probe const& probe, std::map<std::string, once_story> const& stories
) {
    verdict worst{plugin_status::ok, ""};
    std::string details;
    std::string data;
    for (auto const& [mailbox, story] : stories) {
        auto const one = verdict_of(story);
        auto const line = mailbox + ": " + plain(one.text);
        if (worst.text.empty() || weight(one.status) > weight(worst.status)) {
            worst = {one.status, line};
        }
        details += std::string(name_of(one.status)) + " " + line + "\n";
        data += performance(mailbox, story, probe);
    }
    once_answer out{worst.status, "MAILSONDE "};
    out.text += std::string(name_of(worst.status)) + " - " + probe.name + ": " + worst.text;
    out.text += (data.empty() ? "" : " |" + data) + "\n";
    if (stories.size() > 1) {
        out.text += details;
    }
    return out;
}

once_answer once_unknown(std::string const& why) {
    return {plugin_status::unknown, "MAILSONDE UNKNOWN - " + plain(why) + "\n"};
}

}  // namespace mailsonde::cli
