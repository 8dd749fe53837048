#include "tests/contract/contract_test.hpp"

namespace mailsonde::eventlog::contract {
namespace {

using Behind = contract_test;  // NOLINT(readability-identifier-naming): names a GoogleTest suite

TEST_P(Behind, CountsWhatAMemberHasNotTaken) {
    auto const one = sole_member();
    EXPECT_EQ(one->raw().behind(), 0);
    for (auto i = 0; i < 3; ++i) {
        auto const work =
            transaction{{make_record(mail, 0, "k", "x"), make_record(mail, i + 1, "k", "x")}, {}};
        ASSERT_EQ(one->commit(work), commit_outcome::ok);
    }
    one->poll(0);
    EXPECT_GE(one->raw().behind(), 6) << "gaps may count, records must";
    auto const before = one->raw().behind();
    one->poll(2);
    EXPECT_LT(one->raw().behind(), before);
    EXPECT_GE(one->raw().behind(), 4);
    one->poll();
    EXPECT_EQ(one->raw().behind(), 0) << "what is left are gaps";
}

TEST_P(Behind, CountsNothingOfWhatIsNotOurs) {
    auto one = sole_member();
    ASSERT_EQ(one->commit({{make_record(mail, 0, "k", "x")}, {}}), commit_outcome::ok);
    one->poll(0);
    ASSERT_GT(one->raw().behind(), 0);
    one->raw().close();
    EXPECT_EQ(one->raw().behind(), 0);
}

INSTANTIATE_TEST_SUITE_P(
    Contract,
    Behind,
    testing::Values("memory", "sqlite"),
    [](auto const& info) { return std::string(info.param); }
);

}  // namespace
}  // namespace mailsonde::eventlog::contract
