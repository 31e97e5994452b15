// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/prepared_sheet.h"

#include <utility>

#include "printing/sheet/draw.h"
#include "printing/sheet/pdf.h"
#include "printing/sheet/print_gate.h"

namespace printing {

tl::expected<visit::Secret, visit::PrintTrouble> prepare(const visit::Document& document,
                                                         const SheetDetails& details,
                                                         const Press& press) {
  const auto sheet = draw(document, details, press.stationery, press.faces);
  if (!sheet || !check(*sheet).empty()) {
    return tl::unexpected(visit::PrintTrouble::not_printable);
  }
  if (!pass_print_gate(*sheet, document, details, press.trust)) {
    return tl::unexpected(visit::PrintTrouble::not_verifiable);
  }
  auto pdf = write_pdf(*sheet);
  if (!pdf) return tl::unexpected(visit::PrintTrouble::not_printable);
  return std::move(*pdf);
}

}  // namespace printing
