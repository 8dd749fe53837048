#include "shared/config/watch.hpp"

#include "tests/unit/config/sandbox.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <string>

namespace mailsonde::config {
namespace {

TEST(Watch, IsStableAndNoticesEachKindOfChange) {
    sandbox const box;
    auto const path = box.write("a", "one");
    std::vector<std::filesystem::path> const files{path, box.folder() / "b"};
    auto last = fingerprint(files);
    EXPECT_EQ(fingerprint(files), last);
    auto const expect_change = [&](char const* what) {
        auto const now = fingerprint(files);
        EXPECT_NE(now, last) << what;
        EXPECT_EQ(now, fingerprint(files)) << what;
        last = now;
    };
    box.write("a", "longer");
    expect_change("size");
    std::filesystem::last_write_time(
        path, std::filesystem::last_write_time(path) + std::chrono::seconds(1)
    );
    expect_change("modification time");
    std::filesystem::rename(box.write("new", "longer"), path);
    expect_change("replaced by another file");
    ASSERT_EQ(::chmod(path.c_str(), 0400), 0);
    expect_change("mode");
    box.write("b", "");
    expect_change("appeared");
    std::filesystem::remove(path);
    expect_change("removed");
}

TEST(FileWatch, IsDueOnceAChangeHasSettled) {
    sandbox const box;
    file_watch watch({box.write("a", "one")});
    EXPECT_FALSE(watch.is_due());
    box.write("a", "longer");
    EXPECT_FALSE(watch.is_due()) << "somebody may still be writing";
    box.write("a", "even longer");
    EXPECT_FALSE(watch.is_due());
    EXPECT_TRUE(watch.is_due());
    EXPECT_TRUE(watch.is_due()) << "as long as it is not loaded";
}

TEST(FileWatch, AChangeTakenBackIsNone) {
    sandbox const box;
    auto const missing = box.folder() / "b";
    file_watch watch({box.write("a", "one"), missing});
    box.write("b", "");
    EXPECT_FALSE(watch.is_due());
    std::filesystem::remove(missing);
    EXPECT_FALSE(watch.is_due());
    EXPECT_FALSE(watch.is_due());
}

TEST(FileWatch, FindsAChangeAmongThousandsInTurn) {
    sandbox const box;
    std::vector<std::filesystem::path> files;
    for (int i = 0; i < 2000; ++i) {
        files.push_back(box.folder() / std::to_string(i));
    }
    file_watch watch(files);
    EXPECT_FALSE(watch.is_due());
    box.write("1999", "new");
    box.write("0", "new");
    auto asked = 1;
    while (!watch.is_due() && asked < 10) {
        ++asked;
    }
    EXPECT_LE(asked, 5) << "a part each time, and once more whether it has settled";
    EXPECT_FALSE(file_watch(files).is_due());
    EXPECT_FALSE(file_watch({}).is_due());
}

TEST(Watch, NoticesTheSwapOfAConfigMap) {
    sandbox const box;
    auto const& dir = box.folder();
    box.write("..1/a", "same");
    box.write("..2/a", "same");
    std::filesystem::create_directory_symlink("..1", dir / "..data");
    std::filesystem::create_symlink("..data/a", dir / "a");
    auto const before = fingerprint({dir / "a"});
    std::filesystem::create_directory_symlink("..2", dir / "..data_tmp");
    std::filesystem::rename(dir / "..data_tmp", dir / "..data");
    EXPECT_NE(fingerprint({dir / "a"}), before);
}

TEST(Watch, NoticesNewFilesInAnIncludedFolder) {
    sandbox const box;
    box.write("conf.d/a.yaml", "");
    auto const loaded = box.load_text(with_base("include: [conf.d/*.yaml]"));
    ASSERT_EQ(lines(box, loaded), std::vector<std::string>{});
    auto const before = fingerprint(loaded->files);
    box.write("conf.d/b.yaml", "");
    EXPECT_NE(fingerprint(loaded->files), before);
}

TEST(Watch, TellsListsApart) {
    EXPECT_NE(fingerprint({"/none/a", "/none/b"}), fingerprint({"/none/b", "/none/a"}));
    EXPECT_NE(fingerprint({"/none/a"}), fingerprint({"/none/a", "/none/a"}));
    EXPECT_EQ(fingerprint({}).size(), 64U);
}

}  // namespace
}  // namespace mailsonde::config
