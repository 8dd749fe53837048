#pragma once

#include "shared/config/yaml_node.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace mailsonde::config {

/// Thrown out of the builder to stop yaml-cpp at once; caught by read_yaml.
struct yaml_refused {
    position at;
    std::string what;
    std::string hint;
};

/// Turns yaml-cpp's events into a yaml_node.
class yaml_tree_builder final : public YAML::EventHandler {
public:
    yaml_tree_builder(loading& load, std::size_t source) : load_(load), source_(source) {}

    void OnDocumentStart(YAML::Mark const& mark) override;

    void OnDocumentEnd() override {}

    void OnNull(YAML::Mark const& mark, YAML::anchor_t anchor) override;
    void OnAlias(YAML::Mark const& mark, YAML::anchor_t anchor) override;
    void OnScalar(
        YAML::Mark const& mark,
        std::string const& tag,
        YAML::anchor_t anchor,
        std::string const& value
    ) override;
    void OnSequenceStart(
        YAML::Mark const& mark,
        std::string const& tag,
        YAML::anchor_t anchor,
        YAML::EmitterStyle::value style
    ) override;

    void OnSequenceEnd() override { close(); }

    void OnMapStart(
        YAML::Mark const& mark,
        std::string const& tag,
        YAML::anchor_t anchor,
        YAML::EmitterStyle::value style
    ) override;

    void OnMapEnd() override { close(); }

    /// A node of shape `nothing` if the file holds none.
    [[nodiscard]] yaml_node root() && { return std::move(root_); }

    /// Where the last scalar of the file begins.
    [[nodiscard]] position last_scalar() const { return last_scalar_; }

private:
    /// A list or mapping that isn't closed yet, and the key whose value comes next.
    struct frame {
        yaml_node node;
        std::optional<yaml_node> key;
    };

    [[nodiscard]] position place(YAML::Mark const& mark) const;
    void refuse_anchor(YAML::Mark const& mark, YAML::anchor_t anchor);
    void refuse_tag(YAML::Mark const& mark, std::string const& tag);
    void open(YAML::Mark const& mark, yaml_node::shape shape);
    void close();
    void attach(yaml_node node);

    loading& load_;
    std::size_t source_;
    int documents_ = 0;
    std::vector<frame> open_;
    yaml_node root_;
    position last_scalar_;
};

}  // namespace mailsonde::config
