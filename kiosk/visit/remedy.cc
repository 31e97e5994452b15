// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/visit/remedy.h"

namespace visit {

Remedy remedy(QueryTrouble trouble) {
  switch (trouble) {
    case QueryTrouble::busy:
    case QueryTrouble::silent:
    case QueryTrouble::unreachable:
      return Remedy::wait;
    case QueryTrouble::untrusted:
    case QueryTrouble::redirected:
    case QueryTrouble::refused:
    case QueryTrouble::clock_differs:
    case QueryTrouble::truncated:
    case QueryTrouble::malformed:
    case QueryTrouble::oversized:
    case QueryTrouble::unknown_word:
      return Remedy::mend;
    case QueryTrouble::number_rejected:
    case QueryTrouble::name_mismatch:
    case QueryTrouble::delegation_over:
      return Remedy::reread;
  }
  return Remedy::mend;
}

}  // namespace visit
