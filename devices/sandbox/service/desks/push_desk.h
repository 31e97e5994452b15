// SPDX-License-Identifier: GPL-3.0-or-later
// Risk lists: the national platform takes them and pushes them down; a province takes what is
// pushed and acts on it (docs/wire.md §4.14). Safe from any thread.
#pragma once
#include "devices/sandbox/service/network/catalogue.h"
#include "devices/sandbox/service/network/courier.h"

namespace service {

class PushDesk {
 public:
  PushDesk(Office& office, Courier& courier)
      : office_(office), catalogue_(office), courier_(courier) {}

  void open(Routes& routes);

 private:
  // Both throw Refusal or Malformed.
  Answer take_list(const Request& request);
  Answer take_push(const Request& request);

  Office& office_;
  Catalogue catalogue_;
  Courier& courier_;
};

}  // namespace service
