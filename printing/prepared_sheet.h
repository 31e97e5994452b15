// SPDX-License-Identifier: GPL-3.0-or-later
// The whole way from a certificate to bytes for the printer: drawn, checked, its signature and its
// printed code proved, written. Nothing touches the disk. Call it on the thread that owns `faces`.
#pragma once

#include <tl/expected.hpp>

#include "kiosk/visit/event.h"
#include "printing/status_slip.h"

namespace printing {

class TrustList;

// One sheet, ready to be sent. The bytes hold somebody's name: they are wiped when this dies.
struct PreparedSheet {
  visit::Secret pdf;  // application/pdf
  int pages = 1;
};

// Sources of a sheet that are not of the person. They outlive every call.
struct Stationery {
  const PaperWords& words;
  const TrustList& trust;
  text::Faces& faces;
};

// not_printable: the name does not fit or no face has a character, staff writes by hand.
// not_verifiable: the signature or the code as it would be printed does not hold, nothing leaves.
[[nodiscard]] tl::expected<PreparedSheet, visit::PrintTrouble> prepare(
    const visit::Certificate& certificate, const SlipDetails& details,
    const Stationery& stationery);

}  // namespace printing
