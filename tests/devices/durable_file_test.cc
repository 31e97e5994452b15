// SPDX-License-Identifier: GPL-3.0-or-later
// A file that is replaced is at every moment the old one or the new one, also for a writer that is
// killed in the middle of it.
#include "devices/durable_file.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <fstream>
#include <random>

#include "tests/devices/raw_service.h"
#include "tests/files.h"

namespace devices {

namespace {

constexpr std::size_t kSize = std::size_t{1} << 20U;
constexpr std::size_t kMost = 2 * kSize;

bool is_whole(const std::string& content) {
  return content.size() == kSize && (content[0] == 'a' || content[0] == 'b') &&
         content.find_first_not_of(content[0]) == std::string::npos;
}

// Starts a writer `rounds` times and kills it in the middle of its work. How often the file was
// neither the old nor the new one afterwards.
template <typename Write>
int torn(const Write& write, const std::filesystem::path& file, int rounds) {
  std::mt19937 chance(7);  // NOLINT: the same rounds each time
  int found = 0;
  for (int round = 0; round < rounds; ++round) {
    REQUIRE(replace_file(file, std::string(kSize, 'a')));
    std::array<int, 2> ends{};
    REQUIRE(pipe(ends.data()) == 0);
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      const std::array<std::string, 2> contents{std::string(kSize, 'b'), std::string(kSize, 'a')};
      for (std::size_t i = 0;; i = 1 - i) {
        if (::write(ends[1], "x", 1) != 1) _exit(1);
        write(file, contents[i]);
      }
    }
    // It says when it begins; then it is killed at once.
    std::array<char, 1> begun{};
    const auto before = std::uniform_int_distribution<int>(1, 3)(chance);
    for (int i = 0; i < before; ++i) REQUIRE(read(ends[0], begun.data(), 1) == 1);
    REQUIRE(kill(child, SIGKILL) == 0);
    REQUIRE(waitpid(child, nullptr, 0) == child);
    close(ends[0]);
    close(ends[1]);
    const auto content = read_whole_file(file, kMost);
    if (!content || !is_whole(*content)) ++found;
  }
  return found;
}

}  // namespace

TEST_CASE("a writer that is killed leaves the old file or the new one, whole") {
  const files::Folder folder;
  const auto file = folder.path() / "list";
  const auto replace = [](const std::filesystem::path& path, const std::string& content) {
    (void)replace_file(path, content);
  };
  CHECK(torn(replace, file, 40) == 0);
  // The control: a writer that writes into the file itself is caught in the act.
  const auto overwrite = [](const std::filesystem::path& path, const std::string& content) {
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    for (std::size_t i = 0; i < content.size(); i += 4096)
      out.write(content.data() + i, 4096).flush();
  };
  CHECK(torn(overwrite, file, 40) > 0);
  // What the killed ones left behind is in nobody's way.
  CHECK(replace_file(file, "whole"));
  CHECK(read_whole_file(file, kMost) == "whole");
}

TEST_CASE("what cannot be written leaves the old file as it was") {
  const files::Folder folder;
  CHECK_FALSE(replace_file(folder.path() / "none" / "list", "new"));
  const auto file = folder.path() / "list";
  REQUIRE(replace_file(file, "old"));
  CHECK(read_whole_file(file, 3) == "old");
  CHECK_FALSE(read_whole_file(file, 2));
  CHECK_FALSE(read_whole_file(folder.path(), kMost));
  CHECK_FALSE(read_whole_file(folder.path() / "none", kMost));
}

TEST_CASE("a link that somebody laid where the new file is written leads nowhere") {
  const files::Folder folder;
  const auto other = folder.path() / "other";
  REQUIRE(replace_file(other, "another's"));
  std::filesystem::create_symlink(other, folder.path() / ".list.new");
  CHECK(replace_file(folder.path() / "list", "ours"));
  CHECK(read_whole_file(other, kMost) == "another's");
}

}  // namespace devices
