#include "shared/core/text.hpp"
#include "shared/wire/smtp/reply_parser.hpp"
#include "shared/wire/smtp/session.hpp"
#include "tests/fuzz/invariant.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

// SMTP replies: the same in any split, within the limits, fit for people.
namespace mailsonde::fuzz {
namespace {

using wire::smtp::reply;
using wire::smtp::reply_parser;

struct parsed {
    std::vector<reply> replies;
    error_code error;
};

parsed parse(std::string_view bytes, std::size_t step) {
    parsed out;
    reply_parser parser;
    while (!bytes.empty() && !out.error) {
        auto const piece = bytes.substr(0, step);
        bytes.remove_prefix(piece.size());
        auto next = parser.feed(piece);
        for (; next && *next; next = parser.feed({})) {
            out.replies.push_back(**next);
        }
        if (!next) {
            out.error = next.error().code;
            require(is_presentable(next.error().detail), "details are sanitised");
        }
        require(out.error || parser.buffered() <= 2048 + 1 || step > 1, "a line has a limit");
    }
    return out;
}

void check(reply const& one) {
    require(one.code >= 200 && one.code < 600, "codes are 200 to 599");
    require(!one.lines.empty() && one.lines.size() <= 64, "1 to 64 lines");
    require(
        std::all_of(
            one.lines.begin(),
            one.lines.end(),
            [](auto const& line) {
                return line.size() <= 2048 && line.find('\n') == std::string::npos;
            }
        ),
        "lines are lines"
    );
    auto const klass = one.enhanced.empty() ? one.code / 100 : one.enhanced.front() - '0';
    require(klass == one.code / 100, "the enhanced code has the code's class");
    require(is_presentable(one.text()) && is_presentable(one.summary()), "text is sanitised");
    auto const id = queue_id_of(one);
    require(
        id.size() <= 64 &&
            std::all_of(
                id.begin(),
                id.end(),
                [](char c) {
                    auto const lower = to_lower(std::string_view(&c, 1)).front();
                    return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') ||
                           std::string_view("._@-").find(c) != std::string_view::npos;
                }
            ),
        "a queue id is a word"
    );
    require(parse_capabilities(one).auth_mechanisms.size() <= 64, "at most 64 mechanisms");
    auto const name = wire::smtp::server_name_in(one);
    require(is_presentable(name) && name.size() <= 255 + 3, "a server's name is sanitised");
}

bool same(reply const& a, reply const& b) {
    return a.code == b.code && a.enhanced == b.enhanced && a.lines == b.lines;
}

}  // namespace
}  // namespace mailsonde::fuzz

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace mailsonde::fuzz;
    auto const bytes = as_text(data, size);
    auto const whole = parse(bytes, bytes.size());
    for (auto const& one : whole.replies) {
        check(one);
    }
    for (std::size_t const step : {1U, 7U}) {
        auto const split = parse(bytes, step);
        require(split.error == whole.error, "the same error in any split");
        require(
            std::equal(
                split.replies.begin(),
                split.replies.end(),
                whole.replies.begin(),
                whole.replies.end(),
                same
            ),
            "the same replies in any split"
        );
    }
    return 0;
}
