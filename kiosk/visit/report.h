// SPDX-License-Identifier: GPL-3.0-or-later
// What the staff carry away: the shift's figures and the machine's readiness. Nobody's name stands
// in either. Values.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "kiosk/visit/health_code.h"
#include "kiosk/visit/moment.h"

namespace visit {

struct ShiftReport {
  Bilingual shift;  // 白班, Day shift
  Moment from, until;
  std::vector<std::string> staff;  // numbers on duty

  int visits = 0, help_calls = 0;
  int green = 0, yellow = 0, red = 0, by_hand = 0, left_early = 0;
  // Their sum is the serial range; `open` counts those not yet closed by anybody.
  int printed = 0, not_printed = 0, unknown = 0, voided = 0, replaced = 0;
  std::string first_serial, last_serial;  // empty: none was given out
  std::optional<std::chrono::milliseconds> card_to_result_median, card_to_result_p95;

  struct Incident {
    Moment at;
    Bilingual what;
  };
  std::vector<Incident> incidents;  // oldest first

  int not_sent = 0;  // surveys still in the outbox
  Policy policy;
  std::string configuration;  // "2021-01-20.3"
  std::string software;       // "1.0.0"
  std::string audit_head;     // 64 hex digits
  std::uint64_t audit_entries = 0;
};

struct ReadinessReport {
  enum class Outcome { passed, failed, not_tried };
  struct Check {
    Bilingual what;      // 打印机, Printer
    std::string detail;  // what was done and seen, for a technician
    Outcome outcome = Outcome::not_tried;
    std::optional<Moment> at;
  };
  std::vector<Check> checks;
  std::string configuration, software;
  Policy policy;
};

}  // namespace visit
