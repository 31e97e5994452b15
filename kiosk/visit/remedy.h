// SPDX-License-Identifier: GPL-3.0-or-later
// What helps against a trouble with a query: waiting, somebody who mends, or the card again. The
// one place where the troubles are sorted so. Pure.
#pragma once

#include "kiosk/visit/health_code.h"

namespace visit {

enum class Remedy {
  wait,    // it passes by itself: the same question may be asked again
  mend,    // those who keep the service or this kiosk must look
  reread,  // it lies in the card, the person's data or the binding: no other source is asked
};

[[nodiscard]] Remedy remedy(QueryTrouble trouble);

}  // namespace visit
