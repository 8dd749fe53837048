#include "shared/config/yaml_tree_builder.hpp"

#include "shared/config/yaml_reader.hpp"
#include "shared/core/text.hpp"

#include <utility>

namespace mailsonde::config {

position yaml_tree_builder::place(YAML::Mark const& mark) const {
    return {source_, mark.line + 1, mark.column + 1};
}

void yaml_tree_builder::OnDocumentStart(YAML::Mark const& mark) {
    root_.at = root_.named_at = {source_, 1, 1};
    if (++documents_ > 1) {
        throw yaml_refused{
            place(mark), "a second YAML document", "one file holds one document; remove the '---'"
        };
    }
}

void yaml_tree_builder::OnNull(YAML::Mark const& mark, YAML::anchor_t anchor) {
    refuse_anchor(mark, anchor);
    yaml_node node;
    node.at = place(mark);
    attach(std::move(node));
}

void yaml_tree_builder::OnAlias(YAML::Mark const& mark, YAML::anchor_t /*anchor*/) {
    // An alias of an alias of ... grows exponentially when expanded ("billion laughs").
    throw yaml_refused{place(mark), "YAML alias", "aliases are not allowed; write the value out"};
}

void yaml_tree_builder::OnScalar(
    YAML::Mark const& mark, std::string const& tag, YAML::anchor_t anchor, std::string const& value
) {
    refuse_anchor(mark, anchor);
    refuse_tag(mark, tag);
    yaml_node node;
    node.is = yaml_node::shape::scalar;
    node.at = last_scalar_ = place(mark);
    node.quoted = tag != "?";  // yaml-cpp says "?" for plain scalars, "!" for the others
    node.text = value;
    if (sanitised(value, value.size() + 1) != value) {
        load_.report(
            node.at,
            "control character in a string",
            "line breaks, tabs, escapes and text direction marks are not allowed"
        );
        node.text = sanitised(value, value.size() + 1);
    }
    attach(std::move(node));
}

void yaml_tree_builder::OnSequenceStart(
    YAML::Mark const& mark,
    std::string const& tag,
    YAML::anchor_t anchor,
    YAML::EmitterStyle::value /*style*/
) {
    refuse_anchor(mark, anchor);
    refuse_tag(mark, tag);
    open(mark, yaml_node::shape::list);
}

void yaml_tree_builder::OnMapStart(
    YAML::Mark const& mark,
    std::string const& tag,
    YAML::anchor_t anchor,
    YAML::EmitterStyle::value /*style*/
) {
    refuse_anchor(mark, anchor);
    refuse_tag(mark, tag);
    open(mark, yaml_node::shape::mapping);
}

void yaml_tree_builder::refuse_anchor(YAML::Mark const& mark, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor) {
        load_.report(place(mark), "YAML anchor", "anchors are not allowed; remove the '&name'");
    }
}

void yaml_tree_builder::refuse_tag(YAML::Mark const& mark, std::string const& tag) {
    if (!tag.empty() && tag != "?" && tag != "!") {
        load_.report(place(mark), "YAML tag", "tags are not allowed; remove the '!name'");
    }
}

void yaml_tree_builder::open(YAML::Mark const& mark, yaml_node::shape shape) {
    // yaml-cpp calls itself for each level; stopping here bounds its stack as well.
    if (open_.size() >= max_depth) {
        throw yaml_refused{
            place(mark), "nested too deeply", "at most " + std::to_string(max_depth) + " levels"
        };
    }
    frame next;
    next.node.is = shape;
    next.node.at = next.node.named_at = place(mark);
    open_.push_back(std::move(next));
}

void yaml_tree_builder::close() {
    auto done = std::move(open_.back().node);
    open_.pop_back();
    attach(std::move(done));
}

void yaml_tree_builder::attach(yaml_node node) {
    node.named_at = node.at;
    if (open_.empty()) {
        root_ = std::move(node);
        return;
    }
    auto& [parent, key] = open_.back();
    if (parent.is == yaml_node::shape::list) {
        parent.items.push_back(std::move(node));
    } else if (!key) {
        if (node.is != yaml_node::shape::scalar) {
            throw yaml_refused{node.at, "a key that is not a string", "write 'key: value'"};
        }
        key = std::move(node);
    } else {
        node.named_at = key->at;
        if (node.is == yaml_node::shape::nothing) {
            node.at = key->at;  // there is nothing to point at
        }
        parent.entries.push_back({std::move(*key), std::move(node)});
        key.reset();
    }
}

}  // namespace mailsonde::config
