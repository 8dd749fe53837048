#include "shared/config/yaml_reader.hpp"

#include "shared/config/yaml_tree_builder.hpp"
#include "shared/core/text.hpp"

#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>
#include <string_view>
#include <utility>

namespace mailsonde::config {
namespace {

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

}  // namespace

std::optional<yaml_node> read_yaml(loading& load, std::size_t source, std::string const& text) {
    if (!is_plain_text(load, source, text)) {
        return std::nullopt;
    }
    yaml_tree_builder builder(load, source);
    try {
        std::istringstream in(text);
        YAML::Parser parser(in);
        while (parser.HandleNextDocument(builder)) {
        }
    } catch (YAML::Exception const& e) {
        auto const known = !e.mark.is_null();
        load.report(
            {source, known ? e.mark.line + 1 : 1, known ? e.mark.column + 1 : 1},
            "not valid YAML: " + e.msg,
            "check indentation, brackets and quotes here and above"
        );
        return std::nullopt;
    } catch (yaml_refused const& e) {
        load.report(e.at, e.what, e.hint);
        return std::nullopt;
    }
    return std::move(builder).root();
}

}  // namespace mailsonde::config
