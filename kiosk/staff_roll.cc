// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/staff_roll.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "devices/file_mode.h"
#include "kiosk/toml_table.h"

namespace kiosk {

namespace {

using devices::StaffBadge;
using std::filesystem::path;
using visit::Role;

constexpr std::array<std::string_view, visit::kRoles> kRoleNames{"helper", "supervisor",
                                                                 "maintainer"};
constexpr std::size_t kBadgeDigits = 16;
constexpr std::size_t kLongestNumber = 8;

std::optional<Role> role_named(std::string_view name) {
  const auto found = std::ranges::find(kRoleNames, name);
  if (found == kRoleNames.end()) return std::nullopt;
  return static_cast<Role>(found - kRoleNames.begin());
}

bool is_badge(std::string_view text) {
  return text.size() == kBadgeDigits && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

bool is_number(std::string_view text) {
  return !text.empty() && text.size() <= kLongestNumber && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
  });
}

// None: `fault` says what is wrong.
std::optional<StaffBadge> read_member(Table& table, const std::string& name,
                                      const RoleDuties& roles, std::string& fault) {
  const auto blame = [&](const char* key, const char* what) {
    if (fault.empty()) fault = fmt::format("[{}] {} {}", name, key, what);
  };
  const std::string badge = table.text("badge");
  visit::StaffMember member;
  member.name = table.both("name");
  const auto role = role_named(table.text("role"));
  member.number = table.text("number");
  const auto pin = devices::StaffPin::read(table.text("pin"));
  table.nothing_else();
  if (!is_badge(badge)) blame("badge", "must be 16 digits of 0-9 and a-f");
  if (member.name.zh.empty() || member.name.en.empty()) blame("name", "must not be empty");
  if (!role) blame("role", "must be \"helper\", \"supervisor\" or \"maintainer\"");
  if (!is_number(member.number)) blame("number", "must be up to 8 capitals and digits");
  if (!pin) blame("pin", "must be what `kioskctl staff pin` prints");
  if (!fault.empty() || !role || !pin) return std::nullopt;
  member.role = *role;
  member.may = roles[static_cast<std::size_t>(*role)];
  return StaffBadge{badge, std::move(member), *pin};
}

}  // namespace

std::string_view name(Role role) { return kRoleNames[static_cast<std::size_t>(role)]; }

tl::expected<RoleDuties, ConfigTrouble> read_roles(const path& file) {
  auto parsed = parse(file);
  if (!parsed) return tl::unexpected(parsed.error());
  std::string fault;
  Table table(file, "roles", (*parsed)["roles"].as_table(), fault);
  RoleDuties roles;
  for (std::size_t i = 0; i < kRoleNames.size(); ++i) {
    const std::string role(kRoleNames[i]);
    const toml::array* list = table.list(role.c_str());
    if (list == nullptr) return trouble(file, "[roles] {} must be a list of duties", role);
    for (const toml::node& one : *list) {
      const std::string duty = one.value_or(std::string());
      const auto known = visit::duty_named(duty);
      if (!known) return trouble(file, "[roles] {} has no duty called \"{}\"", role, duty);
      roles[i].add(*known);
    }
  }
  table.nothing_else();
  for (const auto& [key, node] : *parsed) {
    if (key.str() != "roles") return trouble(file, "[{}] is not known here", key.str());
  }
  if (!fault.empty()) return trouble(file, "{}", fault);
  return roles;
}

tl::expected<std::vector<StaffBadge>, ConfigTrouble> read_staff(const path& file,
                                                                const RoleDuties& roles) {
  auto parsed = parse(file);
  if (!parsed) return tl::unexpected(parsed.error());
  for (const auto& [key, node] : *parsed) {
    if (key.str() != "member") return trouble(file, "{} is not known here", key.str());
  }
  std::vector<StaffBadge> staff;
  if (!parsed->contains("member")) return staff;
  const toml::array* members = (*parsed)["member"].as_array();
  if (members == nullptr) return trouble(file, "[[member]] must be written with two brackets");
  if (!devices::is_its_owners_alone(file))
    return trouble(file, "others than its owner may read it: chmod 600");
  std::string fault;
  for (const toml::node& node : *members) {
    const std::string name = fmt::format("member {}", staff.size() + 1);
    Table table(file, name, node.as_table(), fault);
    auto member = read_member(table, name, roles, fault);
    if (!member) return trouble(file, "{}", fault);
    for (const StaffBadge& other : staff) {
      if (other.badge == member->badge)
        return trouble(file, "[{}] badge is another member's", name);
      if (other.member.number == member->member.number)
        return trouble(file, "[{}] number is another member's", name);
    }
    staff.push_back(std::move(*member));
  }
  return staff;
}

StaffFiles staff_files(const path& data, const path& members, const path& store) {
  return {data / "staff/roles.toml", members, store.parent_path() / "pin-locks.db", {}};
}

tl::expected<StaffFiles, ConfigTrouble> find_staff(const path& kiosk_toml) {
  auto parsed = parse(kiosk_toml);
  if (!parsed) return tl::unexpected(parsed.error());
  std::string fault;
  Table place(kiosk_toml, "place", (*parsed)["place"].as_table(), fault);
  Table staff(kiosk_toml, "staff", (*parsed)["staff"].as_table(), fault);
  Table keeping(kiosk_toml, "keeping", (*parsed)["keeping"].as_table(), fault);
  StaffFiles found =
      staff_files(place.file("data"), staff.file("members", ""), keeping.file("store"));
  found.rules.first = std::chrono::seconds{staff.number("first_lock", 60, 10, 86'400)};
  if (!fault.empty()) return trouble(kiosk_toml, "{}", fault);
  return found;
}

}  // namespace kiosk
