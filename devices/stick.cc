// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/stick.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>

namespace devices {

namespace {

constexpr int kMountPoint = 4;  // its field, from 0
constexpr std::size_t kOctal = 3;

// A blank, a tab, a newline and a backslash are written as three octal digits.
std::string unescaped(std::string_view field) {
  std::string text;
  for (std::size_t i = 0; i < field.size(); ++i) {
    const std::string_view digits = field.substr(i + 1, kOctal);
    const bool escape = field[i] == '\\' && digits.size() == kOctal &&
                        std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '7'; });
    if (!escape) {
      text += field[i];
      continue;
    }
    text += static_cast<char>((digits[0] - '0') * 64 + (digits[1] - '0') * 8 + (digits[2] - '0'));
    i += kOctal;
  }
  return text;
}

bool is_below(const std::filesystem::path& root, const std::filesystem::path& folder) {
  const auto [in_root, in_folder] = std::ranges::mismatch(root, folder);
  return in_root == root.end() && in_folder != folder.end();
}

}  // namespace

std::optional<std::filesystem::path> newest_mount_below(const std::filesystem::path& root,
                                                        std::string_view mountinfo) {
  std::filesystem::path wanted = root.lexically_normal();
  if (!wanted.has_filename()) wanted = wanted.parent_path();
  std::optional<std::filesystem::path> newest;
  std::istringstream lines{std::string(mountinfo)};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream fields(line);
    std::string field;
    for (int i = 0; i <= kMountPoint; ++i) fields >> field;
    if (!fields) continue;
    const std::filesystem::path mounted = unescaped(field);
    if (is_below(wanted, mounted)) newest = mounted;
  }
  return newest;
}

std::optional<std::filesystem::path> find_stick(const StickPlace& place) {
  std::error_code error;
  if (place.place.empty() || !std::filesystem::is_directory(place.place, error))
    return std::nullopt;
  if (place.is_folder) return place.place;
  const auto root = std::filesystem::canonical(place.place, error);
  if (error) return std::nullopt;
  std::ifstream in("/proc/self/mountinfo");
  std::ostringstream text;
  text << in.rdbuf();
  return newest_mount_below(root, text.str());
}

}  // namespace devices
