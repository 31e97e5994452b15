// SPDX-License-Identifier: GPL-3.0-or-later
// Signed slips whose sheets count no more, until their service has been told. Kept over restarts
// and power cuts by whoever implements it. Any thread; calls may wait for the disk.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "kiosk/visit/staff.h"

namespace devices {

struct Revocation {
  std::string slip;  // the service's name of it: 16 hex digits
  visit::SheetReason reason = visit::SheetReason::withdrawn;
};

class RevocationQueue {
 public:
  virtual ~RevocationQueue() = default;
  // The one that has waited longest; it stays until revoked() names it. None: all are told.
  [[nodiscard]] virtual std::optional<Revocation> next_revocation() = 0;
  // The service knows: it need not be told again. One that is not there is done already.
  virtual void revoked(std::string_view slip) = 0;
};

}  // namespace devices
