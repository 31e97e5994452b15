// SPDX-License-Identifier: GPL-3.0-or-later
// Takes appeals against a colour or a record, lets the issuer's people decide them, and corrects
// what was wrong (docs/wire.md §4.10). Safe from any thread.
#pragma once
#include "devices/sandbox/service/chores.h"
#include "devices/sandbox/service/desks/office.h"
#include "devices/sandbox/service/rules/appeal.h"

namespace service {

class AppealDesk {
 public:
  AppealDesk(Office& office, Chores& chores);
  void open(Routes& routes);

 private:
  // All throw Refusal or Malformed.
  Answer receive(const Request& request);
  Answer tell(const Request& request);
  Answer add_evidence(const Request& request);
  Answer decide(const Request& request);
  Answer list(const JsonView& body);

  Record find(const std::string& id);
  // Moves the record on and tells of it; E_STATE if that may not be.
  Answer move(Record& record, AppealState to, const Json& body, const Request& request);
  // Reads what the record of the person must become, into the appeal's body.
  void read_uphold(const JsonView& in, const Record& record, Json& body);
  void correct(Record record);
  // Those that were cut off.
  void correct_all();

  Office& office_;
};

}  // namespace service
