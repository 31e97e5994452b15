// SPDX-License-Identifier: GPL-3.0-or-later
// A name that stands in no program in clear: whoever finds it in memory has found a copy.
#pragma once

#include <string>

// Eight ideographs and a rare one (U+2CEB4, from HanaMinB), nobody's name, each byte exclusive-or
// 0x5A.
inline constexpr unsigned char kMaskedName[] = {
    0xB2, 0xEF, 0xEF, 0xB3, 0xC8, 0xEB, 0xBF, 0xF7, 0xC3, 0xBF, 0xDC, 0xF5, 0xB3, 0xC3,
    0xD2, 0xBC, 0xFF, 0xC0, 0xBF, 0xD7, 0xF1, 0xB2, 0xC8, 0xD1, 0xAA, 0xF6, 0xE0, 0xEE};

[[gnu::noinline]] inline std::string unmasked() {
  std::string name;
  name.reserve(64);  // on the heap, not in the string itself
  for (const unsigned char byte : kMaskedName) name += static_cast<char>(byte ^ 0x5A);
  return name;
}
