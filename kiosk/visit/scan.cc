// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/visit/scan.h"

#include <algorithm>

namespace visit {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool begins(std::string_view text, std::string_view with) {
  return text.size() >= with.size() && std::equal(with.begin(), with.end(), text.begin(),
                                                  [](char a, char b) { return a == lower(b); });
}

bool is_version(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); }

}  // namespace

ScanKind kind_of(std::string_view scan) {
  if (scan.size() >= 4 && scan.starts_with("HC") && scan[3] == ':' && is_version(scan[2])) {
    return scan[2] == '1' ? ScanKind::certificate : ScanKind::newer;
  }
  for (const std::string_view prefix : {"shc:/", "http://", "https://"}) {
    if (begins(scan, prefix)) return ScanKind::foreign;
  }
  return ScanKind::code;
}

}  // namespace visit
