#include "cli/health.hpp"

#include "cli/exit_status.hpp"
#include "shared/telemetry/http_server.hpp"
#include "tests/unit/cli/console.hpp"

#include <gmock/gmock.h>

namespace mailsonde::cli {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

/// A process that is asked.
class Health : public testing::Test {
protected:
    Health()
        : server(*telemetry::http_server::listen(
              {"0.0.0.0:0", secret("0123456789abcdef")}, {numbers, parts, state}
          )),
          http(
              "http: {listen: \"0.0.0.0:" + std::to_string(server->port()) +
              "\", token: {env: KEY}}\n"
          ) {}

    telemetry::metrics numbers;
    telemetry::vitals parts;
    telemetry::readiness state;
    std::unique_ptr<telemetry::http_server> server;
    std::string http;
    console at;
};

TEST_F(Health, SaysHowItIs) {
    auto const file = at.configure(http);
    state.stopping();
    EXPECT_EQ(run_health({file}, at.io()), exit_ok);
    EXPECT_EQ(at.out.str(), "alive\n");
    EXPECT_EQ(run_health({file, true}, at.io()), exit_failed);
    EXPECT_EQ(at.out.str(), "alive\nnot ready\nstopping\n");
    EXPECT_THAT(at.err.str(), IsEmpty());
}

TEST_F(Health, NeverMindsWhatIsWrongElsewhere) {
    auto const file = at.configure(http + "defaults: {every: 1ms}\nnonsense: 1");
    EXPECT_EQ(run_health({file}, at.io()), exit_ok);
    EXPECT_EQ(at.out.str(), "alive\n");
    EXPECT_THAT(at.err.str(), IsEmpty());
}

TEST_F(Health, ATokenThatIsGoneCostsTheReasonsOnly) {
    auto const file = at.configure(http);
    at.box.variables.erase("KEY");
    state.stopping();
    EXPECT_EQ(run_health({file, true}, at.io()), exit_failed);
    EXPECT_EQ(at.out.str(), "not ready\n");
}

TEST_F(Health, NobodyAnswers) {
    auto const file = at.configure(http);
    server.reset();
    EXPECT_EQ(run_health({file}, at.io()), exit_failed);
    EXPECT_THAT(at.err.str(), HasSubstr("mailsonde: no answer: 0.0.0.0:"));
    EXPECT_THAT(at.out.str(), IsEmpty());
}

TEST(HealthInVain, WithoutPages) {
    console at;
    EXPECT_EQ(run_health({at.configure()}, at.io()), exit_failed);
    EXPECT_THAT(at.err.str(), HasSubstr("the configuration has no `http.listen`"));
}

TEST(HealthInVain, AFileThatIsNoYaml) {
    console at;
    auto const file = at.box.write("mailsonde.yaml", "http: {\n");
    EXPECT_EQ(run_health({file}, at.io()), exit_failed);
    EXPECT_THAT(at.err.str(), HasSubstr(file.string() + ":"));
}

}  // namespace
}  // namespace mailsonde::cli
