#include "shared/model/cloudevent.hpp"
#include "tests/unit/model/event_filler.hpp"
#include "tests/unit/model/golden_files.hpp"
#include "tests/unit/model/schema_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

namespace mailsonde::model {
namespace {

using nlohmann::json;

bool decodes(std::string const& type, json const& data) {
    cloudevent stored;
    stored.type = "io.mailsonde." + type;
    stored.data = data.dump();
    return from_cloudevent(stored).has_value();
}

/// Both, or neither: the schema is a promise about the decoder.
void expect_both(bool good, sample const& of, schema_file const& schema, json const& data) {
    EXPECT_EQ(schema.objection(data).empty(), good)
        << of.name << " " << schema.objection(data) << data;
    EXPECT_EQ(decodes(of.name, data), good) << of.name << data;
}

void erase(json& data, json::json_pointer const& at) {
    data.at(at.parent_pointer()).erase(at.back());
}

TEST(EventSchema, IsThereForEveryTypeUnderItsOwnName) {
    for (auto const& one : samples()) {
        auto const schema = schema_file(one.name).json();
        EXPECT_EQ(schema.at("$id"), one.written.dataschema);
        EXPECT_EQ(schema.at("title"), one.written.type);
        EXPECT_EQ(schema.at("$schema"), "http://json-schema.org/draft-07/schema#");
        EXPECT_EQ(schema.at("additionalProperties"), true) << "v1 grows";
    }
    auto const files = std::filesystem::directory_iterator(schema_folder());
    EXPECT_EQ(std::distance(begin(files), end(files)), static_cast<long>(event_types().size() + 1))
        << "one for each type and one for the envelope";
}

TEST(EventSchema, TakesTheGoldenFiles) {
    schema_file const envelope("cloudevent");
    for (auto const& one : samples()) {
        auto const golden = json::parse(read_text(golden_path(one)));
        EXPECT_EQ(envelope.objection(golden), "") << one.name;
        EXPECT_EQ(schema_file(one.name).objection(golden.at("data")), "") << one.name;
    }
}

TEST(EventSchema, RequiresWhatTheDecoderRequires) {
    for (auto const& one : samples()) {
        schema_file const schema(one.name);
        for (auto const& property : schema.properties()) {
            SCOPED_TRACE(property.at.to_string());
            auto data = golden_data(one);
            erase(data, property.at);
            expect_both(!property.required, one, schema, data);
        }
    }
}

json values_of_other_types(json const& schema) {
    std::map<std::string, json> const values{
        {"string", "text"},
        {"boolean", true},
        {"integer", 7},
        {"number", 1.5},
        {"array", json::array()},
        {"object", json::object()}
    };
    auto out = json::array();
    for (auto const& [type, value] : values) {
        if (type != schema.at("type").get<std::string>()) {
            out.push_back(value);
        }
    }
    if (schema.contains("enum") || schema.contains("format")) {
        out.push_back("text");
    }
    return out;
}

TEST(EventSchema, RefusesTheTypesThatTheDecoderRefuses) {
    for (auto const& one : samples()) {
        schema_file const schema(one.name);
        for (auto const& property : schema.properties()) {
            SCOPED_TRACE(property.at.to_string());
            for (auto const& value : values_of_other_types(property.schema)) {
                auto data = golden_data(one);
                data.at(property.at) = value;
                expect_both(false, one, schema, data);
            }
        }
    }
}

TEST(EventSchema, RefusesTheMapsAndListsThatTheDecoderRefuses) {
    struct {
        std::size_t sample;
        std::string pointer;
        json value;
    } const table[] = {
        {1, "/smtp/phases_ms/smtp.data", "2"},
        {1, "/smtp/phases_ms/smtp.data", 0.5},
        {1, "/judging/labels/customer", 7},
        {6, "/labels/customer", nullptr},
        {8, "/evidence/0", 7},
    };

    auto const all = samples();
    for (auto const& [index, pointer, value] : table) {
        auto const& one = all.at(index);
        auto data = golden_data(one);
        data.at(json::json_pointer(pointer)) = value;
        expect_both(false, one, schema_file(one.name), data);
    }
}

TEST(EventSchema, TakesFieldsThatItDoesNotKnow) {
    for (auto const& one : samples()) {
        schema_file const schema(one.name);
        auto data = golden_data(one);
        data["weather"] = "fine";
        for (auto const& property : schema.properties()) {
            if (property.schema.contains("properties")) {
                data.at(property.at)["weather"] = 7;
            }
        }
        expect_both(true, one, schema, data);
    }
}

/// Pointers to all members, those of nested structs too; what a map holds is data, not a member.
void collect_members(json const& data, json::json_pointer const& at, std::set<std::string>& out) {
    for (auto const& [name, value] : data.items()) {
        out.insert((at / name).to_string());
        if (value.is_object() && name != "labels" && name != "phases_ms") {
            collect_members(value, at / name, out);
        }
    }
}

TEST(EventSchema, HasThePropertiesThatAreWrittenAndNoOthers) {
    auto const all = samples();
    auto const filled = filled_events();
    ASSERT_EQ(all.size(), filled.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
        auto const data = json::parse(to_cloudevent(filled[i], "i", "sender").data);
        std::set<std::string> written;
        std::set<std::string> in_schema;
        collect_members(data, json::json_pointer(), written);
        for (auto const& property : schema_file(all[i].name).properties()) {
            in_schema.insert(property.at.to_string());
        }
        EXPECT_EQ(in_schema, written) << all[i].name;
    }
}

template <class Enum>
std::set<std::string> spellings() {
    std::set<std::string> out;
    for (auto i = 0; to_text(static_cast<Enum>(i)) != "unknown"; ++i) {
        out.emplace(to_text(static_cast<Enum>(i)));
    }
    return out;
}

TEST(EventSchema, HasTheEnumeratorsOfTheCode) {
    // By the property's own name, which means the same wherever it stands.
    std::map<std::string, std::set<std::string>> const enums{
        {"why", spellings<send_failure>()},
        {"expect", spellings<expected_place>()},
        {"reason", spellings<gap_reason>()},
        {"outcome", spellings<outcome>()},
        {"delay_basis", spellings<delay_basis>()},
        {"rule", spellings<rule>()},
        {"severity", spellings<severity>()},
        {"phase", spellings<alert_phase>()},
    };
    std::set<std::string> met;
    for (auto const& one : samples()) {
        schema_file const schema(one.name);
        for (auto const& property : schema.properties()) {
            if (!property.schema.contains("enum")) {
                continue;
            }
            auto const& name = property.at.back();
            met.insert(name);
            EXPECT_EQ(property.schema.at("enum").get<std::set<std::string>>(), enums.at(name))
                << name;
            for (auto const& value : enums.at(name)) {
                auto data = golden_data(one);
                data.at(property.at) = value;
                expect_both(true, one, schema, data);
            }
        }
    }
    EXPECT_EQ(met.size(), enums.size());
}

TEST(EventSchema, DescribesEveryPropertyWithItsUnit) {
    auto stems = std::vector<std::string>{"cloudevent"};
    for (auto const& one : samples()) {
        stems.push_back(one.name);
    }
    for (auto const& stem : stems) {
        for (auto const& [at, schema, required] : schema_file(stem).properties()) {
            auto const description = schema.value("description", "");
            EXPECT_GE(description.size(), 10U) << stem << at;
            auto const says_unit = description.find("milliseconds") != std::string::npos;
            EXPECT_EQ(at.back().ends_with("_ms"), says_unit) << stem << at;
            EXPECT_EQ(
                schema.contains("format"), schema.value("pattern", "").ends_with("\\.[0-9]{3}Z$")
            ) << stem
              << at;
        }
    }
}

// Each file stands alone, so what they share is in each of them, and must not drift apart.
TEST(EventSchema, SharesItsDefinitions) {
    std::map<std::string, json> first;
    for (auto const& one : samples()) {
        auto const definitions = schema_file(one.name).json().value("definitions", json::object());
        for (auto const& [name, definition] : definitions.items()) {
            auto const [known, is_new] = first.emplace(name, definition);
            EXPECT_EQ(known->second, definition) << one.name << " " << name;
        }
    }
    EXPECT_EQ(first.size(), 5U);
}

TEST(EnvelopeSchema, RequiresAllButTheTrace) {
    schema_file const schema("cloudevent");
    for (auto const& property : schema.properties()) {
        auto golden = json::parse(read_text(golden_path(samples().front())));
        ASSERT_TRUE(golden.contains(property.at)) << property.at;
        erase(golden, property.at);
        EXPECT_EQ(schema.objection(golden).empty(), property.at.back() == "traceparent")
            << property.at;
    }
}

}  // namespace
}  // namespace mailsonde::model
