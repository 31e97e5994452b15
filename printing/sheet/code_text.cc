// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/code_text.h"

#include <string>

namespace printing {

visit::Secret code_text(const visit::Document& document, std::string_view serial) {
  if (const auto* slip = std::get_if<visit::Certificate>(&document)) return slip->slip.qr.clone();
  if (const auto* card = std::get_if<visit::HealthCard>(&document)) return card->slip.qr.clone();
  std::string text(serial);
  if (const auto* shift = std::get_if<visit::ShiftReport>(&document)) {
    text += " " + shift->audit_head;
  }
  return visit::Secret(text);
}

}  // namespace printing
