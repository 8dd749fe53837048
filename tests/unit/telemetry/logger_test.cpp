#include "shared/telemetry/logger.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <string>

namespace mailsonde::telemetry {
namespace {

std::string text(std::string value) {
    return format_line(log_format::text, level::info, "mail_sent", {{"reply", std::move(value)}});
}

TEST(Logger, WritesOneEventPerLine) {
    EXPECT_EQ(text("250"), "info mail_sent reply=250");
    EXPECT_EQ(text("250 Ok"), "info mail_sent reply=\"250 Ok\"");
    EXPECT_EQ(text(""), "info mail_sent reply=\"\"");
    EXPECT_EQ(text("a=b"), "info mail_sent reply=\"a=b\"");
    EXPECT_EQ(text("say \"hi\" \\"), "info mail_sent reply=\"say \\\"hi\\\" \\\\\"");
}

TEST(Logger, NothingAServerSaysCanForgeALine) {
    auto const line = text("x\r\n2026-01-01T00:00:00.000Z error forged\x1b[0m");
    EXPECT_EQ(line.find('\n'), std::string::npos);
    EXPECT_EQ(line.find('\x1b'), std::string::npos);
}

TEST(Logger, WritesJson) {
    auto const line = format_line(
        log_format::json,
        level::warn,
        "look_failed",
        {{"mailbox", "anna"}, {"why", "a \"b\"\n\xff"}}
    );
    auto const parsed = nlohmann::json::parse(line);
    EXPECT_EQ(parsed.at("level"), "warn");
    EXPECT_EQ(parsed.at("event"), "look_failed");
    EXPECT_EQ(parsed.at("why"), "a \"b\"??");
}

TEST(Logger, HasAThreshold) {
    logger log(level::info, log_format::text);
    EXPECT_TRUE(log.enabled(level::error));
    EXPECT_FALSE(log.enabled(level::debug));
    log.set_threshold(level::trace);
    EXPECT_TRUE(log.enabled(level::trace));
}

TEST(Logger, StampsItsLines) {
    logger log(level::info, log_format::json);
    testing::internal::CaptureStderr();
    log.write(level::info, "started", {{"version", "1"}});
    log.write(level::debug, "unseen");
    auto const parsed = nlohmann::json::parse(testing::internal::GetCapturedStderr());
    EXPECT_EQ(parsed.at("event"), "started");
    EXPECT_EQ(parsed.at("time").get<std::string>().size(), 24U);
}

}  // namespace
}  // namespace mailsonde::telemetry
