// SPDX-License-Identifier: GPL-3.0-or-later
// Answers what a person's health code says (docs/wire.md §4.3). Safe from any thread.
#pragma once
#include "devices/sandbox/service/desks/office.h"

namespace service {

class StatusDesk {
 public:
  explicit StatusDesk(Office& office) : office_(office) {}
  void open(Routes& routes);
  // What an answer says of an examination.
  [[nodiscard]] Json told(const Inquiry& inquiry, const Examination& examined, Instant now) const;

 private:
  // Throws Refusal or Malformed.
  Answer query(const Request& request);
  // Who may act for the person now.
  [[nodiscard]] Json agents_of(const Examination& examined, Instant now);

  Office& office_;
};

}  // namespace service
