// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/file_sum.h"

#include <catch2/catch.hpp>
#include <fstream>

#include "tests/files.h"

namespace devices {

TEST_CASE("a file's sum is the one of FIPS 180-4, however long the file is") {
  const files::Folder folder;
  const auto sum = [&](const std::string& content) {
    std::ofstream(folder / "file", std::ios::binary | std::ios::trunc) << content;
    return sha256_of(folder / "file").value_or("none");
  };
  CHECK(sum("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sum("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sum(std::string(1'000'000, 'a')) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  CHECK(sum("abd") != sum("abc"));

  CHECK_FALSE(sha256_of(folder / "nothing"));
  CHECK_FALSE(sha256_of(folder.path()));
  std::filesystem::create_symlink(folder / "file", folder / "link");
  CHECK_FALSE(sha256_of(folder / "link"));
}

}  // namespace devices
