// SPDX-License-Identifier: GPL-3.0-or-later
// Everything that this machine prints, as what it says; how it looks is printing/sheet. Values.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "kiosk/visit/certificate.h"
#include "kiosk/visit/print_record.h"
#include "kiosk/visit/report.h"
#include "kiosk/visit/route_slip.h"

namespace visit {

// For those whom no service can answer: filled in with a pen. Nothing of a person is printed.
struct RegistrationForm {
  std::string form;  // "epi-survey 1.3"
};

using Document = std::variant<Certificate, HealthCard, RouteSlip, RegistrationForm, ShiftReport,
                              ReadinessReport>;

// This sheet takes the place of an older one, which is void.
struct Reprint {
  int count = 1;                                // of the reprint: 2 says 补打第2次
  std::string replaces;                         // the older sheet's serial
  SheetReason reason = SheetReason::reprinted;  // the staff's
};

struct PrintOrder {
  Document document;
  bool english_first = false;  // large in English, small in Chinese, for whoever chose English
  std::optional<Reprint> reprint = {};
};

// "3F9A1C20B7D4E855", empty on sheets that no service has signed.
[[nodiscard]] std::string_view slip_of(const Document& document);

}  // namespace visit
