// SPDX-License-Identifier: GPL-3.0-or-later
// Who works here, what each role may do, and what the desk shows them: figures without anybody's
// name, sheets by serial, checks of the devices, lines of the journal. Values.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kiosk/visit/health_code.h"
#include "kiosk/visit/moment.h"
#include "kiosk/visit/print_record.h"

namespace visit {

enum class Role { helper, supervisor, maintainer };
inline constexpr std::size_t kRoles = 3;

// What a role may be given (config/staff/roles.toml).
enum class Duty {
  query,            // a number is typed for somebody who agreed
  survey,           // filled in for somebody
  reprint,          // a new sheet in an old one's place
  void_sheet,       // a sheet counts no more
  register_person,  // neither phone nor card: on paper
  appeal,           // a code is said to be wrong
  shift_report,     // figures on paper, and a new shift
  devices,          // checks, readiness report
  written_consent,  // looks at the paper by which somebody acts for another
  look_in_tray,     // ends the doubt about a sheet
  practice,         // switches to practice and back
  journal,          // reads it, takes it away
};
inline constexpr std::size_t kDuties = static_cast<std::size_t>(Duty::journal) + 1;
[[nodiscard]] std::string_view name(Duty duty);  // "void_sheet", as roles.toml spells it
[[nodiscard]] std::optional<Duty> duty_named(std::string_view name);

struct Duties {
  std::bitset<kDuties> set;
  [[nodiscard]] bool has(Duty duty) const { return set[static_cast<std::size_t>(duty)]; }
  void add(Duty duty) { set.set(static_cast<std::size_t>(duty)); }
};

struct StaffMember {
  Bilingual name;  // 李护士, Nurse Li
  Role role = Role::helper;
  std::string number;  // as reports print it: "A017"
  Duties may;
};

inline constexpr int kPinDigits = 6;
// How many tries are left before the badge is locked, or until when it is.
struct PinState {
  int left = 5;
  std::optional<Moment> locked_until;
};

// Today at this machine, and what waits for somebody. Calls that nobody has answered, oldest first.
struct Figures {
  int queries = 0, printed = 0, help_calls = 0;
  int surveys_waiting = 0;
  bool surveys_too_old = false;  // the oldest has waited for longer than it may
};

// A sheet of today as staff pick it: no name stands there.
struct SheetNote {
  std::string serial;
  SheetState state = SheetState::printed;
  Moment at;
};

// docs/wire.md §4.10.
enum class AppealKind { miscode, not_converted, identity };
enum class AppealTrouble { too_early, no_record, name_mismatch, no_answer };

enum class Check {
  card_reader,  // the antenna
  identity_module,
  printer,
  health_codes,
  scanner,
  speaker,
  keys,
  touch,
  storage,
};
inline constexpr std::size_t kChecks = static_cast<std::size_t>(Check::storage) + 1;

enum class CheckOutcome { not_tried, passed, watch, failed };

// What a check has come to. `figure`: milliseconds of the health codes, free percent of the
// storage; else 0.
struct CheckNote {
  Check check = Check::card_reader;
  CheckOutcome outcome = CheckOutcome::not_tried;
  Moment at;
  int figure = 0;
  std::optional<Moment> trouble = {};  // the last one that the journal tells of it
};

// A line of the journal, as staff read it: what, and its number (visit/journal.h).
struct JournalLine {
  Moment at;
  int what = 0;  // Entry::What
  int detail = 0;
  int flag = 0;
};

enum class ExportTrouble {
  no_stick,  // nothing is plugged in
  full,
  not_written,
};

}  // namespace visit
