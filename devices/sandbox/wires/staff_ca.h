// SPDX-License-Identifier: GPL-3.0-or-later
// A practice authority that makes staff badges, keys and all. What it signs is real, and good for
// nothing but practice and tests. One thread at a time.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "devices/sandbox/wires/card.h"

namespace sandbox {

// What a badge's certificate says; odd ones are for tests.
struct BadgeOrder {
  std::string name{};  // its common name
  std::chrono::sys_seconds from{};
  std::chrono::sys_seconds to{};
  std::string curve = "P-256";
  std::string usage = "2.16.840.1.101.3.6.8";  // extended key usage: card authentication; or none
  bool authority = false;                      // whether it could issue badges itself
};

// By which readers know it (docs/wire.md §1): sixteen hex figures.
[[nodiscard]] std::string badge_id(const StaffBadgeCard& badge);

class StaffCa {
 public:
  [[nodiscard]] static StaffCa make(std::chrono::sys_seconds from, std::chrono::sys_seconds to,
                                    const std::string& common_name = "Practice staff CA");
  StaffCa(StaffCa&&) noexcept;
  StaffCa& operator=(StaffCa&&) noexcept;
  ~StaffCa();

  // An authority below this one.
  [[nodiscard]] StaffCa subordinate(const std::string& common_name, std::chrono::sys_seconds from,
                                    std::chrono::sys_seconds to) const;

  // Its certificate, for whoever shall trust its badges.
  [[nodiscard]] const std::string& pem() const { return pem_; }

  [[nodiscard]] StaffBadgeCard badge(const std::string& name, std::chrono::sys_seconds from,
                                     std::chrono::sys_seconds to) const;
  [[nodiscard]] StaffBadgeCard badge(const BadgeOrder& order) const;

 private:
  struct Handles;
  [[nodiscard]] static StaffCa made(const BadgeOrder& order, const Handles* above);
  explicit StaffCa(std::unique_ptr<Handles> handles);

  std::unique_ptr<Handles> handles_;
  std::string pem_;
};

}  // namespace sandbox
