// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/visit/journal.h"

#include <fmt/format.h>

namespace visit {

std::string_view name(Entry::What what) {
  switch (what) {
    case Entry::What::state:
      return "state";
    case Entry::What::card_trouble:
      return "card-trouble";
    case Entry::What::query_trouble:
      return "query-trouble";
    case Entry::What::print_trouble:
      return "print-trouble";
    case Entry::What::held:
      return "held";
    case Entry::What::printed:
      return "printed";
    case Entry::What::sheet_closed:
      return "sheet-closed";
    case Entry::What::device:
      return "device";
    case Entry::What::call:
      return "call";
    case Entry::What::started:
      return "started";
    case Entry::What::stopped:
      return "stopped";
    case Entry::What::verdict:
      return "verdict";
    case Entry::What::asked_staff:
      return "asked-staff";
    case Entry::What::badge_locked:
      return "badge-locked";
    case Entry::What::duty:
      return "duty";
    case Entry::What::delivery:
      return "delivery";
    case Entry::What::check:
      return "check";
    case Entry::What::survey_kept:
      return "survey-kept";
    case Entry::What::practice:
      return "practice";
  }
  return "";
}

std::string as_json(Moment at, const Entry& entry) {
  return fmt::format(R"({{"at":{},"what":"{}","ticket":{},"detail":{},"flag":{}}})",
                     at.time_since_epoch().count(), name(entry.what), entry.ticket, entry.detail,
                     entry.flag);
}

}  // namespace visit
