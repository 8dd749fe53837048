#pragma once

// Included by this library's .cpp files only: JSON stays out of every interface.

#include "shared/core/result.hpp"
#include "shared/core/text.hpp"
#include "shared/core/time.hpp"
#include "shared/model/model_errc.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

/// A struct lists its fields once, in `template <class V> void fields(V& visit, the_struct& s)`;
/// json_writer and json_reader both walk that list, so that what is written is what is read.
namespace mailsonde::model {

/// Specialised for every enum that appears in JSON: the spelling of each enumerator.
template <class Enum>
struct enum_names;

template <class Enum>
[[nodiscard]] std::string_view name_of(Enum value) {
    for (auto const& [candidate, name] : enum_names<Enum>::table) {
        if (candidate == value) {
            return name;
        }
    }
    return "unknown";
}

class json_writer {
public:
    [[nodiscard]] std::string text() const {
        return out_.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    }

    template <class T>
    void operator()(char const* name, T& value) {
        if constexpr (is_optional<std::remove_const_t<T>>) {
            if (value) {
                out_[name] = encode(*value);
            }
        } else {
            out_[name] = encode(value);
        }
    }

private:
    template <class T>
    static constexpr bool is_optional = false;
    template <class T>
    static constexpr bool is_optional<std::optional<T>> = true;

    template <class T>
    static constexpr bool is_list = false;
    template <class T>
    static constexpr bool is_list<std::vector<T>> = true;

    template <class T>
    static nlohmann::json encode(T& value) {
        using plain = std::remove_const_t<T>;
        if constexpr (std::is_same_v<plain, instant>) {
            return to_rfc3339(value);
        } else if constexpr (std::is_same_v<plain, milliseconds>) {
            return value.count();
        } else if constexpr (std::is_enum_v<plain>) {
            return name_of(value);
        } else if constexpr (std::is_same_v<plain, std::map<std::string, milliseconds>>) {
            auto object = nlohmann::json::object();
            for (auto const& [key, duration] : value) {
                object[key] = duration.count();
            }
            return object;
        } else if constexpr (requires(json_writer& w) { fields(w, value); }) {
            json_writer nested;
            fields(nested, value);
            return std::move(nested.out_);
        } else if constexpr (is_list<plain>) {
            auto array = nlohmann::json::array();
            for (auto& item : value) {
                array.push_back(encode(item));
            }
            return array;
        } else {
            return value;
        }
    }

    nlohmann::json out_ = nlohmann::json::object();
};

/// Throws std::runtime_error (or nlohmann::json::exception) with the field's name on anything that
/// isn't there or isn't what it should be; decode_json below turns that into a failure.
/// Fields it doesn't know are ignored: v1 grows.
class json_reader {
public:
    explicit json_reader(nlohmann::json const& in) : in_(in) {
        if (!in.is_object()) {
            throw std::runtime_error("not a JSON object");
        }
    }

    template <class T>
    void operator()(char const* name, T& value) {
        auto const found = in_.find(name);
        if (found != in_.end() && !found->is_null()) {
            try {
                decode(*found, value);
            } catch (std::exception const& error) {
                throw std::runtime_error(std::string(name) + ": " + error.what());
            }
        } else if constexpr (!is_optional<T>) {
            throw std::runtime_error(std::string(name) + " is missing");
        }
    }

private:
    template <class T>
    static constexpr bool is_optional = false;
    template <class T>
    static constexpr bool is_optional<std::optional<T>> = true;

    template <class T>
    static void decode(nlohmann::json const& in, T& value) {
        if constexpr (is_optional<T>) {
            decode(in, value.emplace());
        } else if constexpr (std::is_same_v<T, instant>) {
            auto const parsed = from_rfc3339(in.get<std::string>());
            if (!parsed) {
                throw std::runtime_error("not an RFC 3339 time");
            }
            value = *parsed;
        } else if constexpr (std::is_same_v<T, milliseconds>) {
            value = milliseconds(decode_integer<std::int64_t>(in));
        } else if constexpr (std::is_enum_v<T>) {
            value = decode_enum<T>(in.get<std::string>());
        } else if constexpr (std::is_same_v<T, std::map<std::string, milliseconds>>) {
            if (!in.is_object()) {
                throw std::runtime_error("not a JSON object");
            }
            for (auto const& [key, duration] : in.items()) {
                value[key] = milliseconds(decode_integer<std::int64_t>(duration));
            }
        } else if constexpr (requires(json_reader& r) { fields(r, value); }) {
            json_reader nested(in);
            fields(nested, value);
        } else if constexpr (is_list<T>) {
            // Iterating works on objects and plain values, too, and must not.
            if (!in.is_array()) {
                throw std::runtime_error("not a JSON array");
            }
            for (auto const& item : in) {
                decode(item, value.emplace_back());
            }
        } else if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
            value = decode_integer<T>(in);
        } else {
            value = in.get<T>();
        }
    }

    /// get<T>() would take booleans, cut decimals off and wrap around what doesn't fit.
    template <class T>
    static T decode_integer(nlohmann::json const& in) {
        auto const checked = [](auto number) {
            if (!std::in_range<T>(number)) {
                throw std::runtime_error("out of range");
            }
            return static_cast<T>(number);
        };
        if (!in.is_number_integer()) {
            throw std::runtime_error("not an integer");
        }
        return in.is_number_unsigned() ? checked(in.get<std::uint64_t>())
                                       : checked(in.get<std::int64_t>());
    }

    template <class T>
    static constexpr bool is_list = false;
    template <class T>
    static constexpr bool is_list<std::vector<T>> = true;

    template <class Enum>
    static Enum decode_enum(std::string const& text) {
        for (auto const& [candidate, name] : enum_names<Enum>::table) {
            if (name == text) {
                return candidate;
            }
        }
        throw std::runtime_error("unknown value");
    }

    nlohmann::json const& in_;
};

/// The JSON text of a struct that lists its fields.
template <class T>
[[nodiscard]] std::string encode_json(T value) {
    json_writer writer;
    fields(writer, value);
    return writer.text();
}

/// @errors model_errc::malformed_json, with the field and what is wrong with it
template <class T>
[[nodiscard]] result<T> decode_json(std::string_view text) {
    try {
        T value{};
        auto const parsed = nlohmann::json::parse(text);
        json_reader reader(parsed);
        fields(reader, value);
        return value;
    } catch (std::exception const& error) {
        return fail(model_errc::malformed_json, sanitised(error.what(), 200));
    }
}

}  // namespace mailsonde::model
