// SPDX-License-Identifier: GPL-3.0-or-later
// Judges the papers that people bring, by the same verifier as `kioskctl verify` and without a
// network. It takes a fraction of a millisecond, so it answers from the caller's thread.
#pragma once

#include <functional>

#include "kiosk/visit/ports.h"
#include "printing/trust_list.h"

namespace kiosk {

class PaperChecker final : public visit::PaperJudge {
 public:
  PaperChecker(printing::TrustList trust, std::function<visit::Moment()> now, visit::Post post);
  void judge(visit::Ticket ticket, visit::Secret text) override;

 private:
  const printing::TrustList trust_;
  const std::function<visit::Moment()> now_;
  const visit::Post post_;
};

// What a certificate's text comes to, in the visit's words.
[[nodiscard]] visit::PaperCheck check_paper(std::string_view text, const printing::TrustList& trust,
                                            visit::Moment now);

}  // namespace kiosk
