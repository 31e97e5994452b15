// SPDX-License-Identifier: GPL-3.0-or-later
// The last look before a sheet leaves: its signature, where it bears one, holds for a signer we
// trust, it signs what the sheet says, and the code as the printer will draw it reads back as that
// very text. Nothing that fails here is printed. Pure; any thread.
#pragma once

#include <tl/expected.hpp>

#include "kiosk/visit/document.h"
#include "printing/hcert/trust_list.h"
#include "printing/sheet/sheet.h"
#include "printing/sheet/sheet_details.h"

namespace printing {

enum class GateTrouble {
  not_valid,       // the signature, its signer, its dates or the trust list's do not hold
  says_otherwise,  // it signs another name, number, colour or end than the sheet prints
  no_code,         // the sheet carries no code, or more than one
  unreadable,      // the code as drawn does not read back as the signed text
};

// `details`: those the sheet was drawn with; its dates are judged at their printed_at.
[[nodiscard]] tl::expected<void, GateTrouble> pass_print_gate(const Sheet& sheet,
                                                              const visit::Document& document,
                                                              const SheetDetails& details,
                                                              const TrustList& trust);

}  // namespace printing
