// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/visit/journal.h"

#include <fmt/format.h>

namespace visit {

namespace {

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
  }
  return "";
}

}  // namespace

std::string as_json(Moment at, const Entry& entry) {
  return fmt::format(R"({{"at":{},"what":"{}","ticket":{},"detail":{},"flag":{}}})",
                     at.time_since_epoch().count(), name(entry.what), entry.ticket, entry.detail,
                     entry.flag);
}

}  // namespace visit
