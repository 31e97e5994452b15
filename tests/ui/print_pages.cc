// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <utility>

#include "tests/ui/samples.h"

namespace ui::test {

namespace {

using namespace std::chrono_literals;
using namespace visit;

constexpr const char* kSerial = "GC07-261120-0042-7";

State held(HoldReason reason, bool given_up = false) {
  state::PrintHeld held;
  held.reason = reason;
  held.since = kNow;
  held.given_up = given_up;
  return held;
}

State printing(int quarter) {
  state::Printing printing;
  printing.quarter = quarter;
  return printing;
}

State take(PaperKind paper) { return state::TakePaper{kSerial, kNow, paper}; }

void called(Visit& visit) { visit.staff_called = kNow; }
void in_doubt(Visit& visit) {
  called(visit);
  visit.sheets_in_doubt = {kSerial};
  visit.readiness.printer = false;
}

}  // namespace

std::vector<NamedState> print_pages() {
  return {
      {"printing", [] { return printing(2); }},
      {"held", [] { return held(HoldReason::media_empty); }, called},
      {"take", [] { return take(PaperKind::slip); }},
      {"look-in-tray",
       [] {
         return State{state::LookInTray{"", kSerial}};
       },
       in_doubt},
  };
}

std::vector<NamedState> print_variants() {
  std::vector<NamedState> all{
      {"signing",
       [] {
         state::Certifying certifying;
         certifying.identity = person("王秀英");
         return State{std::move(certifying)};
       }},
      {"printing-0", [] { return printing(0); }},
      {"printing-4", [] { return printing(4); }},
      {"held-given-up", [] { return held(HoldReason::media_empty, true); }, called},
      {"take-form", [] { return take(PaperKind::form); }},
      {"take-long-card", [] { return take(PaperKind::card); }},
      {"sheet-in-doubt", [] { return State{state::CallStaff{Call::sheet_unknown}}; }, in_doubt},
      {"sheet-not-that",
       [] {
         state::CallStaff called{Call::sheet_unknown};
         called.other_sheet = true;
         return State{std::move(called)};
       },
       in_doubt},
  };
  static constexpr std::array<const char*, kHoldReasons> kReasons{
      "empty", "wrong", "jam",  "cover",  "tray", "full",
      "toner", "waste", "warm", "paused", "other"};
  for (std::size_t i = 1; i < kHoldReasons; ++i) {
    all.push_back({std::string("held-") + kReasons[i],
                   [i] { return held(static_cast<HoldReason>(i)); }, called});
  }
  return all;
}

}  // namespace ui::test
