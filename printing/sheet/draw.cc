// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/draw.h"

#include "printing/sheet/health_card.h"
#include "printing/sheet/readiness_report.h"
#include "printing/sheet/registration_form.h"
#include "printing/sheet/route_slip.h"
#include "printing/sheet/shift_report.h"
#include "printing/sheet/status_slip.h"

namespace printing {

namespace {

struct Draw {
  const SheetDetails& details;
  const PaperWords& words;
  text::Faces& faces;

  using Result = tl::expected<Sheet, SheetTrouble>;
  Result operator()(const visit::Certificate& c) { return status_slip(c, details, words, faces); }
  Result operator()(const visit::HealthCard& c) { return health_card(c, details, words, faces); }
  Result operator()(const visit::RouteSlip& s) { return route_slip(s, details, words, faces); }
  Result operator()(const visit::RegistrationForm& f) {
    return registration_form(f, details, words, faces);
  }
  Result operator()(const visit::ShiftReport& r) { return shift_report(r, details, words, faces); }
  Result operator()(const visit::ReadinessReport& r) {
    return readiness_report(r, details, words, faces);
  }
};

}  // namespace

tl::expected<Sheet, SheetTrouble> draw(const visit::Document& document, const SheetDetails& details,
                                       const Stationery& stationery, text::Faces& faces) {
  return std::visit(Draw{details, stationery.words(document), faces}, document);
}

}  // namespace printing
