// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/visit/staff.h"

#include <array>

namespace visit {

namespace {
constexpr std::array<std::string_view, kDuties> kNames{
    "query",        "survey",  "reprint",         "void_sheet",   "register_person", "appeal",
    "shift_report", "devices", "written_consent", "look_in_tray", "practice",        "journal"};
}

std::string_view name(Duty duty) { return kNames[static_cast<std::size_t>(duty)]; }

std::optional<Duty> duty_named(std::string_view name) {
  for (std::size_t i = 0; i < kDuties; ++i) {
    if (kNames[i] == name) return static_cast<Duty>(i);
  }
  return std::nullopt;
}

}  // namespace visit
