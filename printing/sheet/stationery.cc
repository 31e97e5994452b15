// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/stationery.h"

#include <iterator>

#include "printing/sheet/health_card.h"
#include "printing/sheet/readiness_report.h"
#include "printing/sheet/registration_form.h"
#include "printing/sheet/route_slip.h"
#include "printing/sheet/shift_report.h"
#include "printing/sheet/status_slip.h"

namespace printing {

tl::expected<Stationery, std::string> Stationery::read(const std::filesystem::path& folder) {
  // In the order of visit::Document.
  const WordsForm* const forms[] = {&kStatusSlipWords,  &kHealthCardWords,
                                    &kRouteSlipWords,   &kRegistrationFormWords,
                                    &kShiftReportWords, &kReadinessReportWords};
  static_assert(std::size(forms) == std::variant_size_v<visit::Document>);
  Stationery stationery;
  for (const WordsForm* form : forms) {
    auto words = read_paper_words(folder, *form);
    if (!words) return tl::unexpected(words.error());
    stationery.words_.push_back(std::move(*words));
  }
  return stationery;
}

}  // namespace printing
