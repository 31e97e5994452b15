// SPDX-License-Identifier: GPL-3.0-or-later
// Takes in who is registered and what is reported about people (docs/wire.md §4.14). What a
// province takes in goes up to the national platform; what concerns somebody of another province
// comes down to that one. Safe from any thread.
#pragma once
#include "devices/sandbox/service/network/catalogue.h"
#include "devices/sandbox/service/network/courier.h"
#include "devices/sandbox/service/network/outbox.h"

namespace service {

class FactsDesk {
 public:
  FactsDesk(Office& office, Outbox& outbox, Courier& courier)
      : office_(office), catalogue_(office), outbox_(outbox), courier_(courier) {}

  void open(Routes& routes);

 private:
  // All throw Refusal or Malformed.
  Answer register_people(const Request& request);
  Answer report(const Request& request);
  void take_up(const DeviceSettings& device, const IdDocument& document, const Facts& facts);

  Office& office_;
  Catalogue catalogue_;
  Outbox& outbox_;
  Courier& courier_;
};

}  // namespace service
