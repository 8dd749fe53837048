#include "shared/config/files.hpp"

#include "tests/unit/config/sandbox.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>

#include <string>

namespace mailsonde::config {
namespace {

TEST(Files, AreReadWhole) {
    sandbox const box;
    std::string const content = std::string(100'000, 'x') + '\0' + "end";
    EXPECT_EQ(read_file(box.write("a", content), file_kind::configuration).value(), content);
    EXPECT_EQ(read_file(box.write("b", ""), file_kind::configuration).value(), "");
}

TEST(Files, LimitsDependOnTheKind) {
    sandbox const box;
    auto const four_mib = box.write("a", std::string(max_configuration_size, 'x'));
    EXPECT_TRUE(read_file(four_mib, file_kind::configuration).has_value());
    EXPECT_TRUE(read_file(four_mib, file_kind::authorities).has_value());
    EXPECT_EQ(
        read_file(four_mib, file_kind::secret).error(), fail(config_errc::too_large, "limit 64 KiB")
    );
    auto const more = box.write("b", std::string(max_configuration_size + 1, 'x'));
    EXPECT_EQ(
        read_file(more, file_kind::configuration).error(),
        fail(config_errc::too_large, "limit 4096 KiB")
    );
}

TEST(Files, OnlySecretsMindTheirMode) {
    sandbox const box;
    auto const path = box.write("a", "x");
    ASSERT_EQ(::chmod(path.c_str(), 0664), 0);
    EXPECT_TRUE(read_file(path, file_kind::configuration).has_value());
    for (auto const kind : {file_kind::secret, file_kind::private_key}) {
        EXPECT_EQ(read_file(path, kind).error(), fail(config_errc::writable_by_others));
    }
    ASSERT_EQ(::chmod(path.c_str(), 0644), 0);
    EXPECT_TRUE(read_file(path, file_kind::secret).has_value());
}

TEST(Files, FoldersFifosAndDevicesAreNone) {
    sandbox const box;
    ASSERT_EQ(::mkfifo((box.folder() / "fifo").c_str(), 0600), 0);
    for (auto const& path :
         {box.folder(), box.folder() / "fifo", std::filesystem::path("/dev/zero")}) {
        EXPECT_EQ(read_file(path, file_kind::configuration).error(), fail(config_errc::not_a_file))
            << path;
    }
    EXPECT_EQ(
        read_file(box.folder() / "none", file_kind::configuration).error(),
        fail(config_errc::unreadable, "No such file or directory")
    );
}

}  // namespace
}  // namespace mailsonde::config
