#include "checker-service/token_check.hpp"
#include "shared/core/text.hpp"
#include "shared/wire/mail/header_fields.hpp"
#include "tests/fuzz/invariant.hpp"
#include "tests/fuzz/signed_tokens.hpp"

#include <algorithm>
#include <string>
#include <string_view>

// The header of a stranger's mail: fields within the limits; a mail of ours only with a token that
// we made, in two places, and nothing that says it derives from another mail.
namespace mailsonde::fuzz {
namespace {

checker::token_scope scope() {
    return {the_ring(), the_binding.instance, the_binding.mailbox, {"x@y", the_binding.recipient}};
}

void check_fields(std::string_view header) {
    auto const fields = wire::mail::parse_header(header);
    require(fields.size() <= 2000, "2,000 fields");
    std::size_t octets = 0;
    for (auto const& field : fields) {
        require(
            !field.name.empty() && !has_control_characters(field.name) &&
                field.name.find_first_of(": ") == std::string::npos,
            "a name is a word"
        );
        require(field.value.find('\n') == std::string::npos, "values are unfolded");
        require(trimmed(field.value) == field.value, "values are trimmed");
        octets += field.name.size() + field.value.size();
    }
    require(octets <= header.size(), "fields are no longer than the header");
}

/// Counts, line by line and without the parser, the places of a token; 0 if the mail derives from
/// another one.
int places_of(std::string const& token, std::string_view header) {
    auto places = 0;
    while (!header.empty()) {
        auto const line = to_lower(take_line(header));
        if (line.starts_with("in-reply-to:") || line.starts_with("references:") ||
            line.starts_with("resent-from:")) {
            return 0;
        }
        places += line.find(token) != std::string::npos ? 1 : 0;
    }
    return places;
}

/// Up to the first empty line, as a mail's reader sees it.
std::string_view header_of(std::string_view text) {
    auto rest = text;
    while (!rest.empty()) {
        auto const at = text.size() - rest.size();
        auto const line = take_line(rest);
        if (line.empty() || line == "\r") {
            return text.substr(0, at);
        }
    }
    return text;
}

}  // namespace
}  // namespace mailsonde::fuzz

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace mailsonde;
    using namespace mailsonde::fuzz;
    auto const header = as_text(data, size);
    check_fields(header);
    auto const found = checker::check_header(header, scope());
    if (!found) {
        return 0;
    }
    auto const token = model::token::parse(found->text);
    require(token && fuzz::is_ours(*token), "a token that counts was made by us");
    require(
        !found->genuine || places_of(found->text, header_of(header)) >= 2,
        "a mail of ours has the token in two places and derives from none"
    );
    return 0;
}
