// SPDX-License-Identifier: GPL-3.0-or-later
// Destroys what has served its purpose (Personal Information Protection Law, art. 47): records that
// have ended, and settled papers after half a year, as long as a complaint may take. What is still
// open, and what is still to be delivered, stays. A chore; used by the chores' thread.
#pragma once
#include "devices/sandbox/service/chores.h"
#include "devices/sandbox/service/desks/office.h"

namespace service {

class Retention {
 public:
  Retention(Office& office, Chores& chores);

 private:
  void run();
  Office& office_;
};

}  // namespace service
