#include "shared/model/asyncapi.hpp"

#include "shared/model/cloudevent.hpp"
#include "shared/model/topics.hpp"
#include "tests/unit/model/golden_files.hpp"
#include "tests/unit/model/schema_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

namespace mailsonde::model {
namespace {

using nlohmann::json;
using testing::UnorderedElementsAre;

json document() {
    return json::parse(asyncapi_document());
}

json follow(json const& from, json const& reference) {
    return from.at(json::json_pointer(reference.at("$ref").get<std::string>().substr(1)));
}

TEST(Asyncapi, IsTheFileToTheLetter) {
    EXPECT_EQ(asyncapi_document(), read_text(source_path("shared/model/asyncapi.json")));
}

TEST(Asyncapi, HasTheTopicsThatTheProgramUses) {
    topics const names("acme.mail");
    std::set<std::string> described;
    for (auto const& one : describe_topics("acme.mail")) {
        described.insert(one.name);
        EXPECT_EQ(one.partitions, partition_count) << one.name;
        EXPECT_EQ(one.compacted, one.name == names.sender_state || one.name == names.checker_state);
        EXPECT_EQ(one.compacted, one.retention == milliseconds(0)) << one.name;
    }
    EXPECT_THAT(
        described,
        UnorderedElementsAre(
            names.mail, names.result, names.alert, names.sender_state, names.checker_state
        )
    );
}

TEST(Asyncapi, TellsKafkaTheSettingsAsText) {
    auto const all = describe_topics("p");
    EXPECT_EQ(all.front().name, "p.mail.v1") << "the order of the document";
    EXPECT_EQ(all.front().settings.at("max.message.bytes"), "1114112");
    EXPECT_EQ(all.back().settings.at("min.cleanable.dirty.ratio"), "0.1");
    for (auto const& one : all) {
        EXPECT_FALSE(one.settings.contains("cleanup.policy")) << one.name;
        EXPECT_FALSE(one.settings.contains("retention.ms")) << one.name;
    }
}

TEST(Asyncapi, HasAMessageForEveryTypeWithItsSchema) {
    auto const all = document();
    std::set<std::string> described;
    for (auto const& [id, message] : all.at("components").at("messages").items()) {
        auto const& own = message.at("headers").at("allOf").at(1).at("properties");
        auto const type = own.at("ce_type").at("const").get<std::string>();
        EXPECT_EQ(message.at("name"), type);
        described.insert(type);
        auto const path = message.at("payload").at("schema").at("$ref").get<std::string>();
        EXPECT_TRUE(std::filesystem::exists(source_path("shared/model/" + path))) << path;
        auto const schema = json::parse(read_text(source_path("shared/model/" + path)));
        EXPECT_EQ(schema.at("title"), type);
        EXPECT_EQ(own.at("ce_dataschema").at("const"), schema.at("$id"));
    }
    std::set<std::string> written;
    for (auto const& one : samples()) {
        written.insert(one.written.type);
    }
    EXPECT_EQ(described, written);
}

TEST(Asyncapi, HasTheHeadersThatAreWritten) {
    auto const all = document();
    auto const& headers = all.at("components").at("schemas").at("headers");
    std::set<std::string> written;
    std::set<std::string> always;
    for (auto const& [name, schema] : headers.at("properties").items()) {
        always.insert(name);
    }
    for (auto const& one : samples()) {
        std::set<std::string> names;
        for (auto const& [name, value] : to_headers(one.written)) {
            names.insert(name);
        }
        std::erase_if(always, [&](auto const& name) { return !names.contains(name); });
        written.merge(names);
    }
    std::set<std::string> described;
    for (auto const& [name, schema] : headers.at("properties").items()) {
        described.insert(name);
    }
    EXPECT_EQ(described, written);
    EXPECT_EQ(headers.at("required").get<std::set<std::string>>(), always);
}

TEST(Asyncapi, SaysNothingThatIsNotThere) {
    auto const all = document();
    for (auto const& [name, channel] : all.at("channels").items()) {
        EXPECT_EQ(follow(all, channel.at("parameters").at("prefix")).at("default"), "mailsonde");
        auto const messages = channel.value("messages", json::object());
        for (auto const& [id, reference] : messages.items()) {
            auto const message = follow(all, reference);
            EXPECT_TRUE(follow(all, message.at("traits").at(0)).contains("bindings")) << id;
            EXPECT_TRUE(follow(all, message.at("headers").at("allOf").at(0)).is_object()) << id;
        }
    }
    for (auto const& [name, operation] : all.at("operations").items()) {
        EXPECT_TRUE(follow(all, operation.at("channel")).contains("messages")) << name;
    }
}

}  // namespace
}  // namespace mailsonde::model
