// SPDX-License-Identifier: GPL-3.0-or-later
// Takes what a person says of where they were, into their record (docs/wire.md §4.10). Safe from
// any thread.
#pragma once
#include "devices/sandbox/service/desks/office.h"

namespace service {

class TripDesk {
 public:
  explicit TripDesk(Office& office) : office_(office) {}
  void open(Routes& routes);

 private:
  // Throws Refusal or Malformed.
  Answer receive(const Request& request);

  Office& office_;
};

}  // namespace service
