#include "shared/model/token.hpp"
#include "tests/fuzz/invariant.hpp"
#include "tests/fuzz/signed_tokens.hpp"

#include <algorithm>

// Tokens in hostile text: what verifies is what we made, to the last character.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace mailsonde::fuzz;
    using namespace mailsonde::model;
    auto const text = as_text(data, size);
    if (auto const whole = token::parse(text)) {
        require(whole->text() == text, "a token is its text");
    }
    auto const found = token::find_all(text);
    require(found.size() <= 8, "8 at most");
    for (auto const& one : found) {
        require(text.find(one.text()) != std::string_view::npos, "what is found stands there");
        require(token::parse(one.text()) == one, "what is found is a token");
        require(std::count(found.begin(), found.end(), one) == 1, "each once");
        auto const valid = verify(the_ring(), the_binding, one).has_value();
        require(valid == is_ours(one), "what verifies is what we made");
        auto const elsewhere = token_binding{"fuzz", "ben", the_binding.recipient};
        require(!valid || !verify(the_ring(), elsewhere, one), "not in another mailbox");
    }
    return 0;
}
