#include "shared/core/text.hpp"
#include "shared/wire/smtp/reply_parser.hpp"
#include "shared/wire/smtp/session.hpp"
#include "tests/fuzz/any_split.hpp"
#include "tests/fuzz/invariant.hpp"

#include <algorithm>
#include <string>
#include <string_view>

// SMTP replies: the same in any split, within the limits, fit for people.
namespace mailsonde::fuzz {
namespace {

using wire::smtp::reply;
using wire::smtp::reply_parser;

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
    for (auto const& one : parse_in_any_split<reply_parser>(bytes, 2048 + 1, same)) {
        check(one);
    }
    return 0;
}
