#include "shared/model/cloudevent.hpp"
#include "shared/model/model_errc.hpp"
#include "tests/unit/model/golden_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace mailsonde::model {
namespace {

using nlohmann::json;
using testing::HasSubstr;

cloudevent stored(std::string const& type, std::string data) {
    cloudevent out;
    out.type = "io.mailsonde." + type;
    out.data = std::move(data);
    return out;
}

json data_of(std::string const& type) {
    return json::parse(read_text(source_path("tests/unit/model/golden/" + type + ".json")))
        .at("data");
}

failure refusal_of(cloudevent const& in) {
    auto const read = from_cloudevent(in);
    EXPECT_FALSE(read) << in.data;
    return read ? failure{} : read.error();
}

TEST(CloudeventDecode, NamesAnUnknownType) {
    for (std::string const type :
         {"mail.read.v1", "mail.sent.v2", "mail.sent", "", "MAIL.SENT.V1"}) {
        auto const why = refusal_of(stored(type, "{}"));
        EXPECT_EQ(why.code, model_errc::unknown_event) << type;
        EXPECT_EQ(why.detail, "io.mailsonde." + type);
    }
    auto hostile = stored("", "{}");
    hostile.type = "x\r\ny";
    EXPECT_EQ(refusal_of(hostile).detail, "x??y");
}

TEST(CloudeventDecode, NamesTheMissingField) {
    struct {
        std::string type;
        std::string pointer;
        std::string detail;
    } const table[] = {
        {"mail.sent.v1", "/accepted_at", "accepted_at is missing"},
        {"mail.sent.v1", "/mail", "mail is missing"},
        {"mail.sent.v1", "/mail/slot", "mail: slot is missing"},
        {"mail.sent.v1", "/judging/labels", "judging: labels is missing"},
        {"mail.gap.v1", "/reason", "reason is missing"},
        {"result.v1", "/found/delay_ms", "found: delay_ms is missing"},
        {"alert.v1", "/evidence", "evidence is missing"},
    };

    for (auto const& [type, pointer, detail] : table) {
        auto const at = json::json_pointer(pointer);
        auto data = data_of(type);
        data.at(at.parent_pointer()).erase(at.back());
        auto why = refusal_of(stored(type, data.dump()));
        EXPECT_EQ(why.code, model_errc::malformed_json) << pointer;
        EXPECT_EQ(why.detail, detail);

        data = data_of(type);
        data.at(at) = nullptr;
        why = refusal_of(stored(type, data.dump()));
        EXPECT_EQ(why.detail, detail) << "null says as little as nothing";
    }
}

TEST(CloudeventDecode, NamesTheFieldOfTheWrongTypeAndWhatIsWrong) {
    struct {
        std::string type;
        std::string pointer;
        json value;
        std::string field;
        std::string what;
    } const table[] = {
        {"mail.sent.v1", "/token", 7, "token: ", "must be string"},
        {"mail.sent.v1", "/mail", "anna", "mail: ", "not a JSON object"},
        {"mail.sent.v1", "/accepted_at", "yesterday", "accepted_at: ", "not an RFC 3339 time"},
        {"mail.sent.v1", "/accepted_at", 1795485600, "accepted_at: ", "must be string"},
        {"mail.sent.v1", "/smtp/code", "250", "smtp: code: ", "not an integer"},
        {"mail.sent.v1", "/smtp/code", true, "smtp: code: ", "not an integer"},
        {"mail.sent.v1", "/smtp/code", 250.5, "smtp: code: ", "not an integer"},
        {"mail.sent.v1", "/smtp/code", 4'294'967'546, "smtp: code: ", "out of range"},
        {"mail.sent.v1", "/smtp/code", -2'147'483'649, "smtp: code: ", "out of range"},
        {"mail.sent.v1", "/smtp/phases_ms", json::array(), "smtp: phases_ms: ", "not a JSON object"
        },
        {"mail.sent.v1", "/smtp/phases_ms/smtp.data", 1.5, "smtp: phases_ms: ", "not an integer"},
        {"mail.sent.v1", "/judging/warn_ms", 1e300, "judging: warn_ms: ", "not an integer"},
        {"mail.sent.v1",
         "/judging/warn_ms",
         9'223'372'036'854'775'808U,
         "judging: warn_ms: ",
         "out of range"},
        {"mail.sent.v1", "/judging/expect", "spam", "judging: expect: ", "unknown value"},
        {"mail.sent.v1", "/judging/labels", {{"customer", 7}}, "judging: labels: ", "must be string"
        },
        {"result.v1", "/as_expected", "yes", "as_expected: ", "must be boolean"},
        {"result.v1", "/as_expected", 1, "as_expected: ", "must be boolean"},
        {"result.v1", "/found", false, "found: ", "not a JSON object"},
        {"alert.v1", "/evidence", "a mail", "evidence: ", "not a JSON array"},
        {"alert.v1", "/evidence", {{"0", "a mail"}}, "evidence: ", "not a JSON array"},
        {"alert.v1", "/evidence", json::array({7}), "evidence: ", "must be string"},
    };

    for (auto const& [type, pointer, value, field, what] : table) {
        auto data = data_of(type);
        data.at(json::json_pointer(pointer)) = value;
        auto const why = refusal_of(stored(type, data.dump()));
        EXPECT_EQ(why.code, model_errc::malformed_json) << pointer << " " << value;
        EXPECT_THAT(why.detail, testing::StartsWith(field));
        EXPECT_THAT(why.detail, HasSubstr(what));
    }
}

TEST(CloudeventDecode, RefusesWhatIsNoJsonObject) {
    for (std::string const data : {"", "null", "[]", "7", "{", "{} {}", "\"text\"", "\xff"}) {
        EXPECT_EQ(refusal_of(stored("mail.sent.v1", data)).code, model_errc::malformed_json)
            << data;
    }
}

// v1 grows: an older reader meets fields of a newer writer.
TEST(CloudeventDecode, IgnoresFieldsItDoesNotKnow) {
    for (auto const& one : samples()) {
        auto data = golden_data(one);
        data["weather"] = {{"wind", "north"}};
        for (auto& [name, value] : data.items()) {
            if (value.is_object() && name != "labels" && name != "weather") {
                value["weather"] = nullptr;
            }
        }
        auto const read = from_cloudevent(stored(one.name, data.dump()));
        ASSERT_TRUE(read) << one.name << ": " << read.error().text();
        EXPECT_EQ(*read, one.event) << one.name;
    }
}

TEST(CloudeventDecode, TakesNullForWhatMayBeAbsent) {
    auto data = data_of("result.v1");
    data["found"] = nullptr;
    data["last_complete_look"] = nullptr;
    auto const read = from_cloudevent(stored("result.v1", data.dump()));
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(std::get<mail_result>(*read).found, std::nullopt);
    EXPECT_EQ(std::get<mail_result>(*read).last_complete_look, std::nullopt);
}

event_headers without(event_headers headers, std::string const& name) {
    std::erase_if(headers, [&](auto const& header) { return header.first == name; });
    return headers;
}

TEST(CloudeventHeaders, AreNeededWhereVersion10RequiresThem) {
    auto const sent = samples().at(1).written;
    auto const headers = to_headers(sent);
    for (auto const& [name, value] : headers) {
        bool const required = name == "ce_specversion" || name == "ce_id" || name == "ce_source" ||
                              name == "ce_type" || name == "ce_time";
        auto const read = from_headers(without(headers, name), sent.data);
        EXPECT_EQ(read.has_value(), !required) << name;
        if (!read) {
            EXPECT_EQ(read.error().code, model_errc::malformed_event) << name;
            EXPECT_THAT(read.error().detail, HasSubstr(name));
        }
    }
    EXPECT_FALSE(from_headers({}, sent.data));
}

TEST(CloudeventHeaders, AreRefusedIfMalformed) {
    std::pair<std::string, std::string> const bad[] = {
        {"ce_specversion", "0.3"},
        {"ce_specversion", "1.0.0"},
        {"ce_id", ""},
        {"ce_source", ""},
        {"ce_type", ""},
        {"ce_time", "Tue, 24 Nov 2026 02:09:31 +0000"},
        {"ce_time", "2026-11-24T02:09:31+01:00"},
    };
    auto const sent = samples().at(1).written;
    for (auto const& [name, value] : bad) {
        auto headers = without(to_headers(sent), name);
        headers.emplace_back(name, value);
        auto const read = from_headers(headers, sent.data);
        ASSERT_FALSE(read) << name << ": " << value;
        EXPECT_EQ(read.error().code, model_errc::malformed_event);
    }
}

TEST(CloudeventHeaders, MayComeInAnyOrderAndWithOthers) {
    auto const sent = samples().at(1).written;
    auto headers = to_headers(sent);
    std::reverse(headers.begin(), headers.end());
    headers.insert(headers.begin(), {"weather", "fine"});
    EXPECT_EQ(from_headers(headers, sent.data).value(), sent);
}

TEST(CloudeventHeaders, TellTheTraceByTheAttributeAlone) {
    auto const sent = samples().at(1).written;
    auto headers = without(to_headers(sent), "traceparent");
    EXPECT_EQ(from_headers(headers, sent.data).value(), sent) << "as older releases wrote it";
    headers.emplace_back("traceparent", "00-1-2-01");
    EXPECT_EQ(from_headers(headers, sent.data).value(), sent) << "somebody else's trace";
}

}  // namespace
}  // namespace mailsonde::model
