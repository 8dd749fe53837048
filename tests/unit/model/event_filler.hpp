#pragma once

#include "shared/model/event_fields.hpp"

#include <boost/pfr/tuple_size.hpp>

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

/// Fills every listed field of a struct with a value of its own, so that a round trip that swaps,
/// forgets or cuts a field shows.
namespace mailsonde::model {

class event_filler {
public:
    template <class T>
    void operator()(char const* name, T& value) {
        ++seed_;
        fill(name, value);
    }

private:
    void fill(char const* name, std::string& value) {
        // What JSON has to escape, and more than ASCII.
        value = std::string(name) + " \"\\\n ü€ " + std::to_string(seed_);
    }

    void fill(char const* /*name*/, bool& value) { value = true; }

    void fill(char const* /*name*/, instant& value) {
        value = instant(milliseconds(1'795'485'600'000 + seed_ * 1'001));
    }

    void fill(char const* /*name*/, milliseconds& value) { value = milliseconds(seed_); }

    void fill(char const* name, std::map<std::string, milliseconds>& value) {
        value = {{std::string(name) + ".a", milliseconds(seed_)}, {"b", milliseconds(0)}};
    }

    void fill(char const* name, labels& value) {
        value = {{std::string(name), "ä" + std::to_string(seed_)}, {"empty", ""}};
    }

    template <class T>
    void fill(char const* name, std::optional<T>& value) {
        fill(name, value.emplace());
    }

    template <class T>
    void fill(char const* name, std::vector<T>& value) {
        for (auto i = 0; i < 3; ++i) {
            (*this)(name, value.emplace_back());
        }
    }

    template <class T>
    void fill(char const* /*name*/, T& value) {
        if constexpr (std::is_enum_v<T>) {
            value = T{1};
        } else if constexpr (std::is_arithmetic_v<T>) {
            value = static_cast<T>(seed_);
        } else {
            fields(*this, value);
        }
    }

    int seed_ = 0;
};

template <class T>
[[nodiscard]] T filled() {
    T value{};
    event_filler filler;
    fields(filler, value);
    return value;
}

/// How many members of T the codec knows, itself and not those of its members.
template <class T>
[[nodiscard]] std::size_t listed_fields() {
    std::size_t count = 0;
    auto const counter = [&](char const* /*name*/, auto& /*value*/) { ++count; };
    T value{};
    fields(counter, value);
    return count;
}

template <class T>
inline constexpr std::size_t declared_members = boost::pfr::tuple_size_v<T>;

/// One filled event of every type, in the order of event_types().
[[nodiscard]] inline std::vector<event> filled_events() {
    return []<std::size_t... Index>(std::index_sequence<Index...> /*tag*/) {
        return std::vector<event>{filled<std::variant_alternative_t<Index, event>>()...};
    }(std::make_index_sequence<std::variant_size_v<event>>());
}

}  // namespace mailsonde::model
