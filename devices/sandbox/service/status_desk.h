// SPDX-License-Identifier: GPL-3.0-or-later
// Answers what a person's health code says (docs/wire.md §4.3). Safe from any thread.
#pragma once
#include "devices/sandbox/service/call.h"
#include "devices/sandbox/service/office.h"

namespace service {

class StatusDesk {
 public:
  explicit StatusDesk(Office& office) : office_(office) {}
  // Throws Refusal or Malformed.
  Answer query(const JsonView& body);

 private:
  Office& office_;
};

}  // namespace service
