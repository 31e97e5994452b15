// SPDX-License-Identifier: GPL-3.0-or-later
// A golden file: what a thing looked like when somebody last looked. KIOSK_GOLDEN=write takes the
// present for right.
#pragma once

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "tests/files.h"

namespace golden {

// `name` is relative to the repository. On a difference the actual text is left in the build
// folder.
inline void check_file(std::string_view name, const std::string& actual) {
  const std::filesystem::path path = std::filesystem::path(KIOSK_SOURCE_DIR) / name;
  const char* mode = std::getenv("KIOSK_GOLDEN");
  if (mode != nullptr && std::string_view(mode) == "write") {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << actual;
  }
  const std::string expected = files::contents(path);
  if (expected != actual) {
    const std::filesystem::path left = std::filesystem::path(KIOSK_BINARY_DIR) / "golden" / name;
    std::filesystem::create_directories(left.parent_path());
    std::ofstream(left, std::ios::binary) << actual;
    INFO("compare " << path << " with " << left << "; KIOSK_GOLDEN=write accepts it");
    CHECK(expected == actual);
  }
}

// The same for a file of tests/golden.
inline void check(std::string_view name, const std::string& actual) {
  check_file("tests/golden/" + std::string(name), actual);
}

}  // namespace golden
