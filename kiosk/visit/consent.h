// SPDX-License-Identifier: GPL-3.0-or-later
// What the person agreed to, and when: a query without this value cannot be written down. Values.
#pragma once

#include <string>

#include "kiosk/visit/moment.h"

namespace visit {

enum class Actor { self, agent, staff };

struct Consent {
  Actor actor = Actor::self;
  Moment given_at;
  std::string badge = {};       // of the staff member who asks for somebody: hex, nobody's name
  std::string delegation = {};  // by which an agent acts; "" while they ask for whom
};

}  // namespace visit
