// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/kept_list.h"

#include <catch2/catch.hpp>
#include <fstream>

#include "tests/devices/raw_service.h"
#include "tests/files.h"

namespace devices {

namespace {

KeptList opened(const std::filesystem::path& file) {
  auto kept = KeptList::open(file);
  REQUIRE(kept);
  return std::move(*kept);
}

void write(const std::filesystem::path& file, const std::string& text) {
  std::ofstream(file, std::ios::binary) << text;
}

}  // namespace

TEST_CASE("what was kept is there after a restart, with its number") {
  const files::Folder folder;
  const auto file = folder.path() / "trust.hct";
  {
    KeptList kept = opened(file);
    CHECK(kept.highest() == 0);
    CHECK_FALSE(kept.bytes());
    REQUIRE(kept.keep("seventh", 7));
    CHECK(kept.highest() == 7);
  }
  const KeptList kept = opened(file);
  CHECK(kept.highest() == 7);
  CHECK(kept.bytes() == "seventh");
}

TEST_CASE("the number stays when the list is deleted or replaced by an older one") {
  const files::Folder folder;
  const auto file = folder.path() / "trust.hct";
  REQUIRE(opened(file).keep("seventh", 7));
  std::filesystem::remove(file);
  CHECK(opened(file).highest() == 7);
  CHECK_FALSE(opened(file).bytes());
  write(file, "third");
  CHECK(opened(file).highest() == 7);
  // And it never falls.
  KeptList kept = opened(file);
  REQUIRE(kept.remember(3));
  CHECK(kept.highest() == 7);
  CHECK(opened(file).highest() == 7);
}

TEST_CASE("a number that is none is not taken for no number") {
  const files::Folder folder;
  const auto file = folder.path() / "trust.hct";
  for (const char* text : {"", "7", "7x\n", "-7\n", " 7\n", "99999999999999999999\n"}) {
    write(file.string() + ".highest", text);
    const auto kept = KeptList::open(file);
    REQUIRE_FALSE(kept);
    CHECK(kept.error() == KeptListTrouble::broken);
  }
  write(file.string() + ".highest", "7\n");
  CHECK(opened(file).highest() == 7);
}

TEST_CASE("a disk that takes nothing is told, and the number counts for this run all the same") {
  const files::Folder folder;
  const auto gone = folder.path() / "gone";
  std::filesystem::create_directory(gone);
  KeptList kept = opened(gone / "trust.hct");
  std::filesystem::remove(gone);
  CHECK(kept.keep("seventh", 7).error() == KeptListTrouble::not_written);
  CHECK(kept.remember(7).error() == KeptListTrouble::not_written);
  CHECK(kept.highest() == 7);
}

}  // namespace devices
