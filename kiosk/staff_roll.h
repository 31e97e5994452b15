// SPDX-License-Identifier: GPL-3.0-or-later
// Who works at this kiosk and what their role may do, read once at start from config/staff. Every
// fault is one clear sentence that names the file and the key. Not thread-safe.
#pragma once

#include <array>
#include <filesystem>
#include <tl/expected.hpp>
#include <vector>

#include "devices/staff_room.h"
#include "kiosk/settings.h"

namespace kiosk {

[[nodiscard]] std::string_view name(visit::Role role);  // "helper", as staff.toml spells it

// By role.
using RoleDuties = std::array<visit::Duties, visit::kRoles>;

// staff/roles.toml.
[[nodiscard]] tl::expected<RoleDuties, ConfigTrouble> read_roles(const std::filesystem::path& file);

// staff.toml. One with a member must be readable by its owner alone.
[[nodiscard]] tl::expected<std::vector<devices::StaffBadge>, ConfigTrouble> read_staff(
    const std::filesystem::path& file, const RoleDuties& roles);

// Where all that lies.
struct StaffFiles {
  std::filesystem::path roles;
  std::filesystem::path members;  // "": nobody works here
  std::filesystem::path locks;    // the badges' wrong PINs, beside the kiosk's store
  devices::PinRules rules = {};
};
// As kiosk.toml says, of which nothing else is looked at: the roll can be listed while another part
// of it is wrong.
[[nodiscard]] tl::expected<StaffFiles, ConfigTrouble> find_staff(
    const std::filesystem::path& kiosk_toml);
// The same of settings that were read already.
[[nodiscard]] StaffFiles staff_files(const std::filesystem::path& data,
                                     const std::filesystem::path& members,
                                     const std::filesystem::path& store);

}  // namespace kiosk
