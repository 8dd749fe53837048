#include "tests/fuzz/invariant.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

/// Runs a fuzz target over all files of the folders given, without libFuzzer. Each file is named
/// before it is run: the last line before a crash says which one it was.
namespace {

std::vector<std::filesystem::path> files_in(std::filesystem::path const& folder) {
    std::vector<std::filesystem::path> files;
    for (auto const& entry : std::filesystem::directory_iterator(folder)) {
        files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

void replay(std::filesystem::path const& file) {
    std::ifstream in(file, std::ios::binary);
    std::vector<char> const octets{std::istreambuf_iterator<char>(in), {}};
    std::printf("%s\n", file.c_str());
    std::fflush(stdout);
    LLVMFuzzerTestOneInput(reinterpret_cast<std::uint8_t const*>(octets.data()), octets.size());
}

}  // namespace

int main(int count, char** arguments) {
    std::size_t files = 0;
    for (auto i = 1; i < count; ++i) {
        if (!std::filesystem::exists(arguments[i])) {
            continue;  // no past crashes
        }
        for (auto const& file : files_in(arguments[i])) {
            replay(file);
            ++files;
        }
    }
    std::printf("%zu files\n", files);
    return files > 0 ? 0 : 1;
}
