// SPDX-License-Identifier: GPL-3.0-or-later
// The staff of practice: three badges under an authority of their own, one for each role, all with
// the PIN 246810. The same all the time: each stays somebody's. Use from one thread.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "devices/sandbox/wires/staff_ca.h"

namespace sandbox {

class PracticeStaff {
 public:
  PracticeStaff();

  // badge, supervisor or maintainer; null for any other name.
  [[nodiscard]] const StaffBadgeCard* badge(const std::string& name) const;
  // staff-ca.pem and staff.toml, as a kiosk.toml in that folder names them.
  void install(const std::filesystem::path& folder) const;

 private:
  StaffCa ca_;
  std::map<std::string, StaffBadgeCard> badges_;
};

}  // namespace sandbox
