// SPDX-License-Identifier: GPL-3.0-or-later
// What a province reports up to the national platform: who is registered with it, and facts. Kept
// in the store until it has arrived, in order. Safe from any thread.
#pragma once
#include "devices/sandbox/service/desks/office.h"
#include "devices/sandbox/service/network/upstream.h"

namespace service {

class Outbox {
 public:
  Outbox(Office& office, Upstream& upstream) : office_(office), upstream_(upstream) {}

  // Both throw Refusal.
  void report_resident(const IdDocument& document, bool disabled, const Facts& facts);
  void report_facts(const IdDocument& document, const Facts& facts);

  // Delivers what waits; throws Refusal E_UPSTREAM if something has to wait on.
  void deliver();

 private:
  void put(const PersonRef& ref, const char* path, const Json& body);
  // Whether the next ones can be tried.
  bool deliver(Record record, bool& waiting);

  Office& office_;
  Upstream& upstream_;
};

}  // namespace service
