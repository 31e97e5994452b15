// SPDX-License-Identifier: GPL-3.0-or-later
// Whether a secret's file is kept from others. Any thread.
#pragma once

#include <filesystem>

namespace devices {

// Nobody but its owner may read, write or run it. False also of a file that is not there.
[[nodiscard]] inline bool is_its_owners_alone(const std::filesystem::path& file) {
  using std::filesystem::perms;
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  return !error && std::filesystem::exists(status) &&
         (status.permissions() & (perms::group_all | perms::others_all)) == perms::none;
}

}  // namespace devices
