// Whatever happens in whatever order: one result for each mail, and nobody else's mail is touched.
#include "tests/unit/checker-service/random_life.hpp"

#include <string>

namespace mailsonde::checker {
namespace {

class CheckerRandom : public random_life, public testing::WithParamInterface<unsigned> {};

TEST_P(CheckerRandom, EveryMailHasOneTrueResultAndIsGone) {
    SCOPED_TRACE("seed " + std::to_string(GetParam()));
    begin(GetParam());
    for (auto i = 0; i < 2000 && !HasFatalFailure(); ++i) {
        step();
    }
    drain();
    expect_one_true_result_each();
    expect_only_what_belongs_to_people();
    expect_well_formed_alerts();
}

INSTANTIATE_TEST_SUITE_P(Seeds, CheckerRandom, testing::Range(1U, 7U));

}  // namespace
}  // namespace mailsonde::checker
