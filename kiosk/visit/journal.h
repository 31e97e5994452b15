// SPDX-License-Identifier: GPL-3.0-or-later
// The record of what the machine did: enums and numbers only, by its signature, so nothing of a
// person can enter it. Journal::write may be called from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "kiosk/visit/moment.h"

namespace visit {

// One line of the journal. `what` and `detail` come from closed sets of this code; no free text
// enters.
struct Entry {
  enum class What {
    state,
    card_trouble,
    query_trouble,
    print_trouble,
    held,
    printed,
    sheet_closed,
    device,
    call,
    started,
    stopped,
    verdict,      // detail: Colour
    asked_staff,  // somebody signed in; detail: Role
    badge_locked,
    duty,         // detail: Duty; of a sheet, flag: SheetReason
    delivery,     // of a survey; detail: 0 delivered, 1 waiting, 2 set aside, 3 too old, 4 outbox
    check,        // detail: Check, flag: CheckOutcome
    survey_kept,  // detail: 0 kept, 1 on paper
    practice,     // switched; flag: on
  };
  What what;
  std::uint64_t ticket = 0;
  int detail = 0;  // the enum's value, or the index of a state
  int flag = 0;    // device: works; state: index of the one before
};

// "card-trouble", as the line spells it.
[[nodiscard]] std::string_view name(Entry::What what);

class Journal {
 public:
  virtual ~Journal() = default;
  virtual void write(Moment at, Entry entry) = 0;
};

// {"at":1611626700000,"what":"state","ticket":3,"detail":2,"flag":1}: one JSON line.
[[nodiscard]] std::string as_json(Moment at, const Entry& entry);

}  // namespace visit
