#include "shared/core/failpoint.hpp"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <csignal>
#include <iterator>
#include <span>

namespace mailsonde {
namespace {

/// What is to happen at which passage. Set before there are threads; only the count changes later.
struct order {
    int signal = 0;
    std::optional<std::size_t> at;
    std::atomic<long> passages_left{0};
};

struct orders {
    order crash{.signal = SIGKILL, .at = {}};
    order stop{.signal = SIGSTOP, .at = {}};
    std::optional<std::size_t> broken;
    milliseconds clock_ahead{0};
};

orders& given() {
    static orders all;
    return all;
}

failure refused(std::string const& variable, std::string const& value, std::string const& wanted) {
    return {
        make_error_code(boost::system::errc::invalid_argument),
        variable + ": \"" + value + "\" is not " + wanted
    };
}

result<std::size_t> index_in(
    std::span<std::string_view const> names, std::string const& variable, std::string const& name
) {
    auto const found = std::ranges::find(names, name);
    if (found != names.end()) {
        return static_cast<std::size_t>(std::distance(names.begin(), found));
    }
    std::string wanted = "one of";
    for (auto const one : names) {
        wanted += " " + std::string(one);
    }
    return refused(variable, name, wanted);
}

result<void> arm(order& what, std::string const& variable, std::string const& value) {
    auto const hash = value.find('#');
    auto const index = index_in(failpoint_names, variable, value.substr(0, hash));
    if (!index) {
        return index.error();
    }
    long passage = 1;
    if (hash != std::string::npos) {
        auto const number = std::string_view(value).substr(hash + 1);
        auto const [end, error] =
            std::from_chars(number.data(), number.data() + number.size(), passage);
        if (error != std::errc() || end != number.data() + number.size() || passage < 1) {
            return refused(variable, value, "a name, \"#\" and the number of a passage");
        }
    }
    what.at = *index;
    what.passages_left = passage;
    return {};
}

void pass(order& what, std::size_t at) {
    if (what.at != at || what.passages_left.fetch_sub(1) != 1) {
        return;
    }
    auto const line = "failpoint " + std::string(failpoint_names.at(at)) + "\n";
    [[maybe_unused]] auto const told = ::write(STDERR_FILENO, line.data(), line.size());
    // To this thread, not to any: so it doesn't get beyond this line.
    static_cast<void>(std::raise(what.signal));
}

bool is_due(order const& what, std::size_t at) {
    return what.at == at && what.passages_left == 1;
}

}  // namespace

result<void> arm_failpoints(
    std::function<std::optional<std::string>(std::string const&)> const& environment
) {
    auto& all = given();
    if (auto const name = environment("MAILSONDE_CRASH_AT")) {
        if (auto armed = arm(all.crash, "MAILSONDE_CRASH_AT", *name); !armed) {
            return armed;
        }
    }
    if (auto const name = environment("MAILSONDE_STOP_AT")) {
        if (auto armed = arm(all.stop, "MAILSONDE_STOP_AT", *name); !armed) {
            return armed;
        }
    }
    if (auto const name = environment("MAILSONDE_BREAK")) {
        auto const index = index_in(breakage_names, "MAILSONDE_BREAK", *name);
        if (!index) {
            return index.error();
        }
        all.broken = *index;
    }
    if (auto const text = environment("MAILSONDE_CLOCK_AHEAD")) {
        auto const ahead = parse_duration(*text);
        if (!ahead) {
            return refused("MAILSONDE_CLOCK_AHEAD", *text, "a duration such as 11m");
        }
        all.clock_ahead = *ahead;
    }
    return {};
}

void failpoint(failpoint_name at) {
    pass(given().crash, at.index());
    pass(given().stop, at.index());
}

void failpoint(std::string_view group, engine_failpoint at) {
    if (auto const name = at.of(group)) {
        failpoint(*name);
    }
}

bool failpoint_is_due(failpoint_name at) {
    return is_due(given().crash, at.index()) || is_due(given().stop, at.index());
}

bool is_broken(breakage_name by) {
    return given().broken == by.index();
}

bool is_broken(std::string_view group, engine_breakage by) {
    auto const name = by.of(group);
    return name && is_broken(*name);
}

milliseconds clock_ahead() {
    return given().clock_ahead;
}

}  // namespace mailsonde
