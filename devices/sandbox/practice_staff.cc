// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/practice_staff.h"

#include <fmt/format.h>

#include <chrono>
#include <fstream>

namespace sandbox {

namespace {

// Yesterday: certificates of practice hold whatever the time zone.
std::chrono::sys_seconds today() {
  return std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()) -
         std::chrono::days{1};
}

}  // namespace

PracticeStaff::PracticeStaff() : ca_(StaffCa::make(today(), today() + std::chrono::days{365})) {
  for (const char* name : {"badge", "supervisor", "maintainer"}) {
    auto& made = badges_[name];
    made = ca_.badge("Practice staff", today(), today() + std::chrono::days{30});
    made.uid.back() = static_cast<std::uint8_t>(made.uid.back() + badges_.size());
  }
}

const StaffBadgeCard* PracticeStaff::badge(const std::string& name) const {
  const auto found = badges_.find(name);
  return found == badges_.end() ? nullptr : &found->second;
}

void PracticeStaff::install(const std::filesystem::path& folder) const {
  static constexpr const char* kPin =
      "scrypt$15$8$1$e6c3f2494a84f79cb7a9cae29cd3da40$"
      "28ff818de641d626a98bbc81a87b379aa9a6d68addf2efdfaaf79548e9755b9d";
  struct Member {
    const char *badge, *zh, *en, *role, *number;
  };
  std::ofstream(folder / "staff-ca.pem") << ca_.pem();
  const std::filesystem::path file = folder / "staff.toml";
  std::ofstream out(file);
  std::filesystem::permissions(
      file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  for (const Member& one : {Member{"badge", "李护士", "Nurse Li", "helper", "A017"},
                            Member{"supervisor", "周主管", "Ms Zhou", "supervisor", "A002"},
                            Member{"maintainer", "何工", "Mr He", "maintainer", "T001"}}) {
    out << fmt::format(
        "[[member]]\nbadge = \"{}\"\nname = {{ zh = \"{}\", en = \"{}\" }}\nrole = \"{}\"\n"
        "number = \"{}\"\npin = \"{}\"\n",
        badge_id(badges_.at(one.badge)), one.zh, one.en, one.role, one.number, kPin);
  }
}

}  // namespace sandbox
