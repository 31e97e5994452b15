// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/prepared_sheet.h"

#include <utility>

#include "printing/pdf.h"
#include "printing/print_gate.h"

namespace printing {

tl::expected<PreparedSheet, visit::PrintTrouble> prepare(const visit::Certificate& certificate,
                                                         const SlipDetails& details,
                                                         const Stationery& stationery) {
  const auto sheet = status_slip(certificate, details, stationery.words, stationery.faces);
  if (!sheet || !check(*sheet).empty()) {
    return tl::unexpected(visit::PrintTrouble::not_printable);
  }
  if (!pass_print_gate(*sheet, certificate, stationery.trust, details.printed_at,
                       details.dots_per_inch)) {
    return tl::unexpected(visit::PrintTrouble::not_verifiable);
  }
  auto pdf = write_pdf(*sheet);
  if (!pdf) return tl::unexpected(visit::PrintTrouble::not_printable);
  return PreparedSheet{std::move(*pdf), 1};
}

}  // namespace printing
