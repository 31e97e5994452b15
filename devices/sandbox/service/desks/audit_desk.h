// SPDX-License-Identifier: GPL-3.0-or-later
// Takes in what a kiosk has to say for the audit, and shows the audit to its readers (docs/wire.md
// §4.12). Safe from any thread.
#pragma once
#include "devices/sandbox/service/wire/audit_book.h"

namespace service {

class AuditDesk {
 public:
  AuditDesk(Office& office, AuditBook& book) : office_(office), book_(book) {}
  void open(Routes& routes);

 private:
  // All throw Refusal or Malformed.
  Answer take_in(const Request& request);
  Answer show(const JsonView& body);
  AuditRow read_entry(const JsonView& in, const Request& request) const;

  Office& office_;
  AuditBook& book_;
};

}  // namespace service
