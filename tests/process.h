// SPDX-License-Identifier: GPL-3.0-or-later
// A process as /proc shows it: how much it holds. Another user's process shows nothing: 0.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <string>
#include <system_error>

#include "tests/files.h"

namespace process {

inline constexpr const char* kSelf = "self";

inline std::ptrdiff_t entries(const std::filesystem::path& folder) {
  std::error_code denied;
  const std::filesystem::directory_iterator all(folder, denied);
  return denied ? 0 : std::distance(begin(all), end(all));
}
inline std::ptrdiff_t descriptors(const std::string& number = kSelf) {
  return entries("/proc/" + number + "/fd");
}
inline std::ptrdiff_t threads(const std::string& number = kSelf) {
  return entries("/proc/" + number + "/task");
}
inline long resident_kib(const std::string& number = kSelf) {
  const std::string status = files::contents("/proc/" + number + "/status");
  const auto at = status.find("VmRSS:");
  return at == status.npos ? 0 : std::atol(status.c_str() + at + 6);
}

}  // namespace process
