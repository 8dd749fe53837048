#include "cli/token_inspect.hpp"

#include "cli/exit_status.hpp"
#include "cli/load.hpp"
#include "cli/token_findings.hpp"
#include "shared/core/text.hpp"

#include <algorithm>
#include <fstream>
#include <optional>

namespace mailsonde::cli {
namespace {

/// The first longest_inspected octets; says so on `err` if there are more.
std::optional<std::string> read_start(std::istream& from, std::ostream& err) {
    std::string text(longest_inspected + 1, '\0');
    from.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (from.bad()) {
        return std::nullopt;
    }
    text.resize(static_cast<std::size_t>(from.gcount()));
    if (text.size() > longest_inspected) {
        text.resize(longest_inspected);
        err << "mailsonde: only the first MiB is looked at\n";
    }
    return text;
}

std::optional<std::string> read_input(std::string const& file, surroundings const& io) {
    std::optional<std::string> text;
    if (file == "-") {
        text = read_start(io.in, io.err);
    } else if (std::ifstream from(file, std::ios::binary); from) {
        text = read_start(from, io.err);
    }
    if (!text) {
        io.err << "mailsonde: " << sanitised(file, 4096) << " can't be read\n";
    }
    return text;
}

void print(token_finding const& one, std::string const& instance, std::ostream& out) {
    out << "token: " << one.token.id().text << '\n'
        << "slot: " << to_rfc3339(one.token.id().slot) << '\n'
        << "found in: ";
    for (auto const* separator = ""; auto const& place : one.places) {
        out << separator << place;
        separator = ", ";
    }
    out << '\n';
    if (one.proof) {
        out << "verifies: yes\n"
            << "key: " << sanitised(one.proof->key_id) << '\n'
            << "mailbox: " << sanitised(one.proof->mailbox) << '\n'
            << "recipient: " << sanitised(one.proof->recipient) << '\n';
    } else {
        out << "verifies: no, does not verify for any mailbox of instance " << sanitised(instance)
            << '\n';
    }
    out << '\n';
}

}  // namespace

int run_token_inspect(inspect_options const& options, surroundings const& io) {
    auto const configuration = load_or_report(options.config, io);
    if (!configuration) {
        return exit_failed;
    }
    auto const text = read_input(options.file, io);
    if (!text) {
        return exit_failed;
    }
    auto const found = find_tokens(*text, *configuration);
    if (found.tokens.empty()) {
        io.err << "mailsonde: no token found\n";
        return exit_failed;
    }
    for (auto const& one : found.tokens) {
        print(one, configuration->instance, io.out);
    }
    io.out << "ours: " << (found.why_not_ours.empty() ? "yes" : "no, " + found.why_not_ours)
           << '\n';
    auto const verifies = [](token_finding const& one) { return one.proof.has_value(); };
    return std::ranges::any_of(found.tokens, verifies) ? exit_ok : exit_failed;
}

}  // namespace mailsonde::cli
