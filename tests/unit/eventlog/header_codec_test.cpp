#include "shared/eventlog/header_codec.hpp"

#include <gtest/gtest.h>

namespace mailsonde::eventlog {
namespace {

headers const samples[] = {
    {},
    {{"", ""}},
    {{"a", "1"}, {"b", "2"}, {"a", "3"}, {"a", "1"}},
    {{std::string("\0\xff", 2), std::string(70'000, 'x')}},
};

TEST(HeaderCodec, ReadsWhatItWrote) {
    for (auto const& one : samples) {
        EXPECT_EQ(decode_headers(encode_headers(one)), one);
    }
}

TEST(HeaderCodec, HasAStableForm) {
    EXPECT_EQ(encode_headers({}), "");
    EXPECT_EQ(encode_headers({{"ab", "c"}}), std::string("\0\0\0\2ab\0\0\0\1c", 11));
}

TEST(HeaderCodec, RefusesEveryTruncation) {
    auto const octets = encode_headers({{"name", "value"}});
    for (std::size_t size = 1; size < octets.size(); ++size) {
        EXPECT_EQ(decode_headers(octets.substr(0, size)), std::nullopt) << size;
    }
    EXPECT_EQ(decode_headers(octets + '\0'), std::nullopt);
    EXPECT_EQ(decode_headers("\xff\xff\xff\xff\xff\xff\xff\xff"), std::nullopt);
}

}  // namespace
}  // namespace mailsonde::eventlog
