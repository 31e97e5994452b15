// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/visit/secret.h"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>

// The undefined-behaviour sanitizer is what sees a null pointer go too far: a fuzzer found one.
TEST_CASE("an empty buffer, which is a null pointer, is wiped without harm") {
  visit::wipe(nullptr, 0);
  std::array<char, 4> bytes{'k', 'e', 'p', 't'};
  visit::wipe(bytes.data(), 0);
  CHECK(bytes == std::array<char, 4>{'k', 'e', 'p', 't'});
  // Control: a buffer with a size is wiped.
  visit::wipe(bytes.data(), bytes.size());
  CHECK(std::ranges::all_of(bytes, [](char c) { return c == 0; }));
}
