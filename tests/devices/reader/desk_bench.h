// SPDX-License-Identifier: GPL-3.0-or-later
// The antenna's thread at the desk of somebody who has shown a badge and left it there.
#pragma once

#include "tests/devices/reader/antenna_bench.h"

namespace bench {

// A member of the staff has shown a badge, and it lies there.
struct Desk : Antenna {
  Desk() { sign_in(); }
  void sign_in() {
    far.lay(badge);
    start(1, Wanted::badge);
    const auto shown = take<BadgeShown>();
    REQUIRE(shown);
    id = shown->badge;
    start(2, Wanted::desk, id);
    REQUIRE(looks_at_desk());
    REQUIRE(is_silent());
  }
  bool looks_at_desk() { return looks(5); }  // twice both types

  sandbox::StaffBadgeCard badge = ca().badge("badge-1", today() - 1h, today() + 1h);
  BadgeId id{};
};

}  // namespace bench
