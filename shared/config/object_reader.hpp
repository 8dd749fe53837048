#pragma once

#include "shared/config/known_keys.hpp"
#include "shared/config/yaml_node.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace mailsonde::config {

/// How much of an object's rows of the table of known keys applies.
enum class key_check : std::uint8_t {
    full,
    no_required,   ///< included files: what is required may be elsewhere
    confidential,  ///< unknown keys aren't repeated: a slip can make a password one
};

/// A mapping with known keys. Making one reports what is wrong with the mapping as such: that it is
/// none, unknown keys, keys given twice, required keys missing.
class object_reader {
public:
    /// @param object  its rows of the table of known keys, e.g. "routes.*.smtp"
    /// @param where   the same for people, e.g. "routes.relay.smtp"; "" for the top
    object_reader(
        loading& load,
        yaml_node const& node,
        std::string_view object,
        std::string where,
        key_check check = key_check::full
    );

    /// False if there is no mapping to read from.
    explicit operator bool() const { return node_.is == yaml_node::shape::mapping; }

    /// nullptr if not given. The first one if given twice.
    [[nodiscard]] yaml_node const* find(std::string_view key) const;

    [[nodiscard]] bool has(std::string_view key) const { return find(key) != nullptr; }

    /// Calls `read(loading&, yaml_node const&, where)` on the value and stores what it returns, if
    /// the key is given and its value is good; `target` stays as it is otherwise.
    template <class Target, class Read>
    void read(std::string_view key, Target& target, Read read_value) const {
        if (auto const* const value = find(key)) {
            if (auto got = read_value(load_, *value, where(key))) {
                target = *std::move(got);
            }
        }
    }

    /// "routes.relay.smtp.port"
    [[nodiscard]] std::string where(std::string_view key) const;

    [[nodiscard]] std::string const& where() const { return where_; }

    /// The key that names this object.
    [[nodiscard]] position at() const { return node_.named_at; }

    [[nodiscard]] loading& load() const { return load_; }

private:
    void check_key(std::size_t index, std::vector<known_key> const& known, key_check check) const;

    loading& load_;
    yaml_node const& node_;
    std::string where_;
};

/// True if `node` is a mapping; reports what it is instead.
[[nodiscard]] bool expect_mapping(loading& load, yaml_node const& node, std::string const& where);

}  // namespace mailsonde::config
