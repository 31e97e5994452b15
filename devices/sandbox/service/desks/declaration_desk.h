// SPDX-License-Identifier: GPL-3.0-or-later
// Takes health declarations, looks through them in the background, and tells what came of one
// (docs/wire.md §4.10). Safe from any thread.
#pragma once
#include "devices/sandbox/service/chores.h"
#include "devices/sandbox/service/desks/code_book.h"
#include "devices/sandbox/service/desks/office.h"
#include "devices/sandbox/service/rules/declaration_check.h"

namespace service {

class DeclarationDesk {
 public:
  DeclarationDesk(Office& office, Chores& chores);
  void open(Routes& routes);

 private:
  // All throw Refusal or Malformed.
  Answer receive(const Request& request);
  Answer tell(const Request& request);
  void look_through();
  void judge(Record record, Instant now);
  Declarant declarant(const PersonRef& ref, const IdDocument& document);

  Office& office_;
  CodeBook codes_;
};

}  // namespace service
