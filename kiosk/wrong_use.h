// SPDX-License-Identifier: GPL-3.0-or-later
// How every command of kioskctl refuses what it cannot do: one line on standard error, exit code 2.
#pragma once

#include <cstdio>
#include <string>

namespace kiosk {

inline constexpr int kWrongUse = 2;

inline int refuse(const std::string& sentence) {
  std::fprintf(stderr, "kioskctl: %s\n", sentence.c_str());
  return kWrongUse;
}

}  // namespace kiosk
