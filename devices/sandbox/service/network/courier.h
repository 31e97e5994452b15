// SPDX-License-Identifier: GPL-3.0-or-later
// What the national platform pushes down to the provinces: levels of risk lists and facts reported
// elsewhere. Each province gets its own in order; one that is away holds up no other. Safe from any
// thread.
#pragma once
#include "devices/sandbox/service/desks/office.h"
#include "devices/sandbox/service/network/directory.h"
#include "devices/sandbox/service/network/upstream.h"

namespace service {

class Courier {
 public:
  Courier(Office& office, Upstream& upstream, Directory& directory)
      : office_(office), upstream_(upstream), directory_(directory) {}

  // `news` holds "level" or "facts". Throws Refusal.
  void push(const std::string& home, const IdDocument& document, Json news);

  // Delivers what waits; throws Refusal E_UPSTREAM if a province did not take its own.
  void deliver();

 private:
  bool deliver_to(const std::string& home);

  Office& office_;
  Upstream& upstream_;
  Directory& directory_;
};

}  // namespace service
