// SPDX-License-Identifier: GPL-3.0-or-later
// What a line of the journal counts for in the day's book: numbers, and now and then an incident in
// words of a closed table. Pure but for the visit under way, which a restart forgets. One thread.
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "kiosk/visit/effect.h"
#include "kiosk/visit/health_code.h"
#include "kiosk/visit/journal.h"

namespace devices {

// The numbers are kept on disk.
enum class Counted {
  visits = 0,          // a resident left the welcome page
  queries = 1,         // a service was asked for a code
  calls = 2,           // detail: visit::Call
  verdicts = 3,        // detail: visit::Colour
  by_hand = 4,         // visits that end on paper: nobody could answer, or no consent
  left_early = 5,      // went without paper or card
  surveys = 6,         // detail: 0 kept for the hospital, 1 on paper
  card_to_result = 7,  // detail: milliseconds, one a result
};

struct Count {
  Counted what = Counted::visits;
  int detail = 0;
  friend bool operator==(const Count&, const Count&) = default;
};

// Somebody needs a person; the other calls are about the machine.
[[nodiscard]] bool is_for_a_person(visit::Call call);

// What a shift's report tells of an entry, in words; none: that is no incident.
[[nodiscard]] std::optional<visit::Bilingual> incident_of(const visit::Entry& entry);

class ShiftCount {
 public:
  // What that entry counts for, in the order in which entries were written.
  [[nodiscard]] std::vector<Count> take(visit::Moment at, const visit::Entry& entry);

 private:
  void move(visit::Moment at, int to, int from, std::vector<Count>& counts);

  bool visiting_ = false;                 // a resident, whom no staff have taken over
  bool by_hand_ = false;                  // counted for this visit
  std::optional<int> paused_;             // the state that asks whether somebody is still there
  std::optional<visit::Moment> at_work_;  // since when reading or asking goes on
  std::chrono::milliseconds worked_{0};
};

}  // namespace devices
