#include "shared/config/yaml_reader.hpp"

#include "shared/config/yaml_tree_builder.hpp"
#include "shared/core/text.hpp"

#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>

namespace mailsonde::config {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// yaml-cpp takes U+0004 for the end of the file and replaces what isn't UTF-8, so that it would be
/// parsing something else than what an editor shows. Tab and line ends are what YAML needs.
bool is_plain_text(loading& load, std::size_t source, std::string_view text) {
    auto clean = true;
    for (int line = 1; !text.empty(); ++line) {
        auto const end = text.find('\n');
        std::string content(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (content.ends_with('\r')) {
            content.pop_back();
        }
        std::replace(content.begin(), content.end(), '\t', ' ');
        auto const harmless = sanitised(content, content.size() + 1);
        if (harmless != content) {
            auto const at =
                std::mismatch(content.begin(), content.end(), harmless.begin(), harmless.end());
            auto const column = static_cast<int>(at.first - content.begin()) + 1;
            load.report(
                {source, line, column},
                "control character or invalid UTF-8",
                "the file must be UTF-8 text without control characters"
            );
            clean = false;
        }
    }
    return clean;
}

/// Where a line and column of yaml-cpp are in the text.
std::size_t offset_of(std::string_view text, position at) {
    std::size_t start = 0;
    for (int line = 1; line < at.line && start != std::string_view::npos; ++line) {
        auto const end = text.find('\n', start);
        start = end == std::string_view::npos ? end : end + 1;
    }
    return start == std::string_view::npos ? start
                                           : start + static_cast<std::size_t>(at.column - 1);
}

/// yaml-cpp 0.7 lets the end of the file end a quoted string, too: a forgotten quote would swallow
/// the rest of the file. Only the last string can be such a one.
bool is_closed(std::string_view text, position at) {
    auto const start = offset_of(text, at);
    if (start >= text.size() || (text[start] != '"' && text[start] != '\'')) {
        return true;  // plain or block style
    }
    auto const quote = text[start];
    for (auto i = start + 1; i < text.size(); ++i) {
        if (quote == '"' && text[i] == '\\') {
            ++i;
        } else if (text[i] == quote) {
            auto const is_doubled = quote == '\'' && i + 1 < text.size() && text[i + 1] == quote;
            if (!is_doubled) {
                return true;
            }
            ++i;
        }
    }
    return false;
}

}  // namespace

std::optional<yaml_node> read_yaml(loading& load, std::size_t source, std::string_view text) {
    if (text.starts_with(byte_order_mark)) {
        text.remove_prefix(byte_order_mark.size());
    }
    if (!is_plain_text(load, source, text)) {
        return std::nullopt;
    }
    yaml_tree_builder builder(load, source);
    try {
        // With a line end, so that all forgotten quotes get the same message, see is_closed.
        std::istringstream in(std::string(text) + (text.ends_with('\n') ? "" : "\n"));
        YAML::Parser parser(in);
        while (parser.HandleNextDocument(builder)) {
        }
    } catch (YAML::Exception const& e) {
        auto const known = !e.mark.is_null();
        load.report(
            {source, known ? e.mark.line + 1 : 1, known ? e.mark.column + 1 : 1},
            "not valid YAML: " + e.msg,
            "check indentation (no tabs), brackets and quotes here and above"
        );
        return std::nullopt;
    } catch (yaml_refused const& e) {
        load.report(e.at, e.what, e.hint);
        return std::nullopt;
    }
    if (auto const last = builder.last_scalar(); !is_closed(text, last)) {
        load.report(last, "a quote is not closed", "end the string with the quote it begins with");
        return std::nullopt;
    }
    return std::move(builder).root();
}

}  // namespace mailsonde::config
