#include "shared/wire/imap/capabilities.hpp"

#include "shared/wire/imap/words.hpp"

namespace mailsonde::wire::imap {

capabilities::capabilities(std::string_view words) {
    while (!words.empty()) {
        if (auto const word = take_word(words); !word.empty()) {
            names_.insert(to_upper(word));
        }
    }
}

std::vector<std::string> capabilities::sasl_mechanisms() const {
    constexpr std::string_view prefix = "AUTH=";
    std::vector<std::string> mechanisms;
    for (auto const& name : names_) {
        if (name.starts_with(prefix)) {
            mechanisms.push_back(name.substr(prefix.size()));
        }
    }
    return mechanisms;
}

std::optional<capabilities> as_capabilities(untagged const& response) {
    if (response.name != "CAPABILITY") {
        return as_capabilities(response.code);
    }
    std::string words;
    for (auto const& word : response.values) {
        words += word.text + " ";
    }
    return capabilities(words);
}

std::optional<capabilities> as_capabilities(response_code const& code) {
    if (code.kind != code::capability) {
        return std::nullopt;
    }
    return capabilities(code.arguments);
}

}  // namespace mailsonde::wire::imap
