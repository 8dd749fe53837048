#include "tests/unit/config/documents.hpp"

#include <yaml-cpp/yaml.h>

#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>
#include <stdexcept>

namespace mailsonde::config {
namespace {

nlohmann::json scalar(YAML::Node const& node) {
    auto const& text = node.Scalar();
    if (node.Tag() == "!") {
        return text;
    }
    static std::regex const integer("[-+]?[0-9]+");
    static std::regex const real(R"([-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?)");
    static std::regex const boolean("true|True|TRUE|false|False|FALSE");
    if (std::regex_match(text, integer)) {
        return std::stoll(text);
    }
    if (std::regex_match(text, real)) {
        return std::stod(text);
    }
    if (std::regex_match(text, boolean)) {
        return text.front() == 't' || text.front() == 'T';
    }
    return text;
}

nlohmann::json convert(YAML::Node const& node) {
    if (node.IsScalar()) {
        return scalar(node);
    }
    if (node.IsSequence()) {
        auto out = nlohmann::json::array();
        for (auto const& item : node) {
            out.push_back(convert(item));
        }
        return out;
    }
    if (node.IsMap()) {
        auto out = nlohmann::json::object();
        for (auto const& entry : node) {
            out[entry.first.Scalar()] = convert(entry.second);
        }
        return out;
    }
    return nullptr;
}

}  // namespace

std::string content_of(std::filesystem::path const& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) {
        throw std::runtime_error("cannot read " + path.string());
    }
    return {std::istreambuf_iterator<char>(in), {}};
}

nlohmann::json to_json(std::string const& yaml) {
    return convert(YAML::Load(yaml));
}

std::vector<std::string> yaml_blocks(std::string const& markdown) {
    std::vector<std::string> out;
    std::istringstream in(markdown);
    auto inside = false;
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("```")) {
            inside = line == "```yaml";
            if (inside) {
                out.emplace_back();
            }
        } else if (inside) {
            out.back() += line + "\n";
        }
    }
    return out;
}

std::vector<documented_key> documented_keys(std::string const& markdown) {
    std::vector<documented_key> out;
    static std::regex const row(R"(\| `([^`]+)` \| ([^|]+) \| ?([^|]*)\| (.+) \|)");
    std::istringstream in(markdown);
    for (std::string line; std::getline(in, line);) {
        if (std::smatch match; std::regex_match(line, match, row)) {
            auto fallback = std::regex_replace(match[3].str(), std::regex("[` ]+$|^`"), "");
            out.push_back({match[1], fallback, match[4]});
        }
    }
    return out;
}

}  // namespace mailsonde::config
