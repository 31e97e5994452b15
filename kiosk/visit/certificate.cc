// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/visit/certificate.h"

#include <utility>

namespace visit {

Certificate certificate(const Identity& identity, Verdict verdict, SignedSlip slip) {
  return {identity.name.clone(), number_for_paper(identity.number), std::move(verdict),
          std::move(slip)};
}

HealthCard health_card(const Identity& identity, const HealthCode& code, SignedSlip slip) {
  return {identity.name.clone(), number_for_paper(identity.number), std::move(slip), code.issuer,
          code.policy};
}

}  // namespace visit
