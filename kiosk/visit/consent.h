// SPDX-License-Identifier: GPL-3.0-or-later
// What the person agreed to, and when: a query without this value cannot be written down. Values.
#pragma once

#include "kiosk/visit/moment.h"

namespace visit {

enum class Actor { self };

struct Consent {
  Actor actor = Actor::self;
  Moment given_at;
};

}  // namespace visit
