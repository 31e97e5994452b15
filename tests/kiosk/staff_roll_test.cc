// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/staff_roll.h"

#include <catch2/catch.hpp>
#include <fstream>

#include "tests/files.h"

namespace kiosk {

namespace {

using std::filesystem::path;
using std::filesystem::perms;
using visit::Duty;
using visit::Role;

const path kShipped = path(KIOSK_SOURCE_DIR) / "config/staff";

const std::string kPin = "scrypt$10$8$1$000102030405060708090a0b0c0d0e0f$" + std::string(64, 'a');

std::string member(const std::string& badge, const std::string& role, const std::string& number,
                   const std::string& pin = kPin) {
  return "[[member]]\nbadge = \"" + badge +
         "\"\nname = { zh = \"李护士\", en = \"Nurse Li\" }\nrole = \"" + role + "\"\nnumber = \"" +
         number + "\"\npin = \"" + pin + "\"\n";
}
const std::string kNurse = member("0011223344556677", "helper", "A017");

path written(const files::Folder& folder, const std::string& text,
             const char* name = "staff.toml") {
  const path file = folder / name;
  std::ofstream(file) << text;
  std::filesystem::permissions(file, perms::owner_read | perms::owner_write);
  return file;
}

RoleDuties shipped_roles() {
  auto roles = read_roles(kShipped / "roles.toml");
  if (!roles) FAIL(roles.error().sentence);
  return *roles;
}

std::string fault_of(const std::string& text) {
  const files::Folder folder;
  const auto staff = read_staff(written(folder, text), shipped_roles());
  return staff ? "" : staff.error().sentence;
}

std::string roles_fault_of(const std::string& text) {
  const files::Folder folder;
  const auto roles = read_roles(written(folder, text, "roles.toml"));
  return roles ? "" : roles.error().sentence;
}

}  // namespace

TEST_CASE("the shipped roles give each its duties, and every duty to somebody") {
  const RoleDuties roles = shipped_roles();
  const auto may = [&](Role role, Duty duty) {
    return roles[static_cast<std::size_t>(role)].has(duty);
  };
  for (const Duty duty : {Duty::query, Duty::survey, Duty::reprint, Duty::register_person,
                          Duty::appeal, Duty::written_consent, Duty::look_in_tray}) {
    CHECK(may(Role::helper, duty));
    CHECK(may(Role::supervisor, duty));
  }
  for (const Duty duty : {Duty::void_sheet, Duty::shift_report, Duty::devices, Duty::journal}) {
    CHECK_FALSE(may(Role::helper, duty));
    CHECK(may(Role::supervisor, duty));
  }
  CHECK(may(Role::maintainer, Duty::practice));
  CHECK_FALSE(may(Role::supervisor, Duty::practice));
  CHECK_FALSE(may(Role::maintainer, Duty::void_sheet));
  for (std::size_t i = 0; i < visit::kDuties; ++i) {
    const auto duty = static_cast<Duty>(i);
    INFO(visit::name(duty));
    CHECK((may(Role::helper, duty) || may(Role::supervisor, duty) || may(Role::maintainer, duty)));
  }
}

TEST_CASE("the shipped roll has nobody in it, and may be read by others") {
  const auto staff = read_staff(kShipped / "staff.toml", shipped_roles());
  REQUIRE(staff.has_value());
  CHECK(staff->empty());
}

TEST_CASE("the example of the shipped roll is one, but for its PIN") {
  std::ifstream in(kShipped / "staff.toml");
  std::string text;
  bool begun = false;
  for (std::string line; std::getline(in, line);) {
    begun = begun || line == "# [[member]]";
    if (begun) text += line.substr(2) + "\n";
  }
  CHECK(fault_of(text).find("[member 1] pin must be") != std::string::npos);
  const std::string example = "scrypt$15$8$1$…";
  const auto at = text.find(example);
  REQUIRE(at != std::string::npos);
  CHECK(fault_of(text.replace(at, example.size(), kPin)).empty());
}

TEST_CASE("members come with the duties of their role") {
  const files::Folder folder;
  const auto staff = read_staff(
      written(folder, kNurse + member("8899aabbccddeeff", "supervisor", "B2")), shipped_roles());
  REQUIRE(staff.has_value());
  REQUIRE(staff->size() == 2);
  CHECK(staff->front().badge == "0011223344556677");
  CHECK(staff->front().member.name.en == "Nurse Li");
  CHECK(staff->front().member.role == Role::helper);
  CHECK(staff->front().member.number == "A017");
  CHECK(staff->front().pin.text() == kPin);
  CHECK_FALSE(staff->front().member.may.has(Duty::void_sheet));
  CHECK(staff->back().member.may.has(Duty::void_sheet));
}

TEST_CASE("a roll with a member that others may read is refused") {
  const files::Folder folder;
  const path file = written(folder, kNurse);
  CHECK(read_staff(file, shipped_roles()).has_value());
  for (const perms open : {perms::group_read, perms::others_read, perms::group_write}) {
    std::filesystem::permissions(file, perms::owner_read | perms::owner_write | open);
    const auto staff = read_staff(file, shipped_roles());
    REQUIRE_FALSE(staff.has_value());
    CHECK(staff.error().sentence == "staff.toml: others than its owner may read it: chmod 600");
  }
}

TEST_CASE("a fault of the roll is one sentence that names file, member and key") {
  CHECK(fault_of(kNurse).empty());
  const auto second = [](const std::string& text) { return fault_of(kNurse + text); };
  CHECK(second(member("00112233445566", "helper", "B2")) ==
        "staff.toml: [member 2] badge must be 16 digits of 0-9 and a-f");
  CHECK(second(member("8899AABBCCDDEEFF", "helper", "B2")) ==
        "staff.toml: [member 2] badge must be 16 digits of 0-9 and a-f");
  CHECK(second(member("0011223344556677", "helper", "B2")) ==
        "staff.toml: [member 2] badge is another member's");
  CHECK(second(member("8899aabbccddeeff", "helper", "A017")) ==
        "staff.toml: [member 2] number is another member's");
  CHECK(second(member("8899aabbccddeeff", "nurse", "B2")) ==
        "staff.toml: [member 2] role must be \"helper\", \"supervisor\" or \"maintainer\"");
  CHECK(second(member("8899aabbccddeeff", "helper", "b2")) ==
        "staff.toml: [member 2] number must be up to 8 capitals and digits");
  CHECK(second(member("8899aabbccddeeff", "helper", "B2", "271828")) ==
        "staff.toml: [member 2] pin must be what `kioskctl staff pin` prints");
  CHECK(
      second("[[member]]\nbadge = \"8899aabbccddeeff\"\n").starts_with("staff.toml: [member 2] "));
  CHECK(fault_of(kNurse + "phone = \"1\"\n") == "staff.toml: [member 1] phone is not known here");
  CHECK(fault_of("[member]\n") == "staff.toml: [[member]] must be written with two brackets");
  CHECK(fault_of("[[members]]\n") == "staff.toml: members is not known here");
  CHECK(fault_of("[[member]\n").starts_with("staff.toml: line 1: "));
}

TEST_CASE("a fault of the roles is one sentence that names file, role and duty") {
  const std::string good = "[roles]\nhelper = [\"query\"]\nsupervisor = []\nmaintainer = []\n";
  CHECK(roles_fault_of(good).empty());
  CHECK(roles_fault_of("[roles]\nhelper = [\"query\"]\nsupervisor = []\n") ==
        "roles.toml: [roles] maintainer must be a list of duties");
  CHECK(roles_fault_of("[roles]\nhelper = \"query\"\n") ==
        "roles.toml: [roles] helper must be a list of duties");
  CHECK(roles_fault_of("[roles]\nhelper = [\"sing\"]\n") ==
        "roles.toml: [roles] helper has no duty called \"sing\"");
  CHECK(roles_fault_of(good + "nurse = []\n") == "roles.toml: [roles] nurse is not known here");
  CHECK(roles_fault_of(good + "[other]\n") == "roles.toml: [other] is not known here");
  const auto missing = read_roles("/nowhere/roles.toml");
  REQUIRE_FALSE(missing.has_value());
  CHECK(missing.error().sentence == "/nowhere/roles.toml: no such file");
}

TEST_CASE("kiosk.toml says where the roll is, whatever else it says") {
  const files::Folder folder;
  const path file = written(
      folder,
      "[place]\ndata = \"/data\"\n[staff]\nmembers = \"people.toml\"\nfirst_lock = 90\n[keeping]\n"
      "store = \"/var/store.db\"\n[printer]\nuri = 3\n",
      "kiosk.toml");
  const auto found = find_staff(file);
  REQUIRE(found.has_value());
  CHECK(found->roles == "/data/staff/roles.toml");
  CHECK(found->members == file.parent_path() / "people.toml");
  CHECK(found->locks == "/var/pin-locks.db");
  CHECK(found->rules.first == std::chrono::seconds{90});
  const auto nobody = find_staff(
      written(folder, "[place]\ndata = \".\"\n[keeping]\nstore = \"s\"\n", "kiosk.toml"));
  REQUIRE(nobody.has_value());
  CHECK(nobody->members.empty());
  CHECK(nobody->rules.first == std::chrono::seconds{60});
  CHECK(find_staff(written(folder, "[place]\ndata = \".\"\n", "kiosk.toml")).error().sentence ==
        "kiosk.toml: [keeping] store is missing");
}

}  // namespace kiosk
