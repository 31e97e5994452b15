// SPDX-License-Identifier: GPL-3.0-or-later
// The whole way from a document to bytes for the printer: drawn, checked, its signature and its
// printed code proved, written. Nothing touches the disk. Call it on the thread that owns `faces`.
#pragma once

#include <tl/expected.hpp>

#include "kiosk/visit/event.h"
#include "printing/sheet/sheet_details.h"
#include "printing/sheet/stationery.h"

namespace text {
class Faces;
}

namespace printing {

class TrustList;

// What a sheet is made with that is not of the person. It outlives every call.
struct Press {
  const Stationery& stationery;
  const TrustList& trust;
  text::Faces& faces;
};

// The bytes, application/pdf; they hold somebody's name and are wiped when they die.
// not_printable: the name does not fit or no face has a character, staff writes by hand.
// not_verifiable: the signature or the code as it would be printed does not hold, nothing leaves.
[[nodiscard]] tl::expected<visit::Secret, visit::PrintTrouble> prepare(
    const visit::Document& document, const SheetDetails& details, const Press& press);

}  // namespace printing
