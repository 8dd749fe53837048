#include "tests/unit/config/sandbox.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <utility>

namespace mailsonde::config {
namespace {

std::string replaced(std::string text, std::string const& what, std::string const& by) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
        text.replace(at, what.size(), by);
    }
    return text;
}

}  // namespace

sandbox::sandbox() {
    auto pattern = (std::filesystem::temp_directory_path() / "mailsonde-config-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) {
        throw std::runtime_error("no temporary folder");
    }
    folder_ = pattern;
}

sandbox::~sandbox() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

std::filesystem::path sandbox::write(std::filesystem::path const& name, std::string_view content)
    const {
    auto path = folder_ / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << content;
    std::filesystem::permissions(
        path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write
    );
    return path;
}

load_result sandbox::load(std::filesystem::path const& name) const {
    loader_options options;
    options.env = [this](std::string const& variable) -> std::optional<std::string> {
        auto const found = variables.find(variable);
        return found == variables.end() ? std::nullopt : std::optional(found->second);
    };
    options.host_name = [] { return std::string("probe.example.org"); };
    return mailsonde::config::load(folder_ / name, options);
}

load_result sandbox::load_text(std::string_view yaml) const {
    write("mailsonde.yaml", yaml);
    return load();
}

std::vector<std::string> lines(sandbox const& in, load_result const& loaded) {
    std::vector<std::string> out;
    for (auto const& problem : loaded.problems) {
        auto text = replaced(problem.text(), in.folder().string(), "DIR");
        constexpr std::string_view top = "DIR/mailsonde.yaml:";
        out.push_back(text.starts_with(top) ? text.substr(top.size()) : text);
    }
    return out;
}

std::string with_base(std::string_view extra) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 6> base{
        {{"instance", "instance: test\n"},
         {"data", "data: /tmp/data\n"},
         {"signing", "signing: {keys: [{id: k1, secret: {env: KEY}}]}\n"},
         {"routes", "routes: {relay: {smtp: {host: smtp.example.org}, from: p@example.org}}\n"},
         {"mailboxes",
          "mailboxes: {anna: {address: anna@example.org, imap: {host: imap.example.org}, "
          "auth: {user: anna, password: {env: PASSWORD}}}}\n"},
         {"probes", "probes: {inbound: {route: relay, to: [anna]}}\n"}}
    };
    auto out = std::string(extra);
    if (!out.empty() && !out.ends_with('\n')) {
        out += '\n';
    }
    for (auto const& [key, line] : base) {
        auto const start = std::string(key) + ":";
        if (!extra.starts_with(start) && extra.find("\n" + start) == std::string_view::npos) {
            out += line;
        }
    }
    return out;
}

void expect_problems(std::vector<bad_input> const& table) {
    for (auto const& [yaml, problems] : table) {
        sandbox const box;
        auto const loaded = box.load_text(with_base(yaml));
        EXPECT_EQ(lines(box, loaded), problems) << yaml;
        EXPECT_FALSE(loaded) << yaml;
    }
}

}  // namespace mailsonde::config
