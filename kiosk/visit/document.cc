// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/visit/document.h"

namespace visit {

std::string_view slip_of(const Document& document) {
  if (const auto* certificate = std::get_if<Certificate>(&document)) return certificate->slip.id;
  if (const auto* card = std::get_if<HealthCard>(&document)) return card->slip.id;
  return {};
}

}  // namespace visit
