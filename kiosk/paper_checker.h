// SPDX-License-Identifier: GPL-3.0-or-later
// Judges the papers that people bring, by the same verifier as `kioskctl verify` and without a
// network. It takes a fraction of a millisecond, so it answers from the caller's thread.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "kiosk/recognition.h"
#include "kiosk/trust_store.h"
#include "kiosk/visit/ports.h"

namespace kiosk {

// What papers are judged by, at which door.
struct PaperRules {
  Recognition recognition;
  std::string scene;
};

class PaperChecker final : public visit::PaperJudge {
 public:
  // Each paper is judged by the list that `trust` holds at that moment.
  PaperChecker(std::shared_ptr<const TrustStore> trust, PaperRules rules,
               std::function<visit::Moment()> now, visit::Post post);
  void judge(visit::Ticket ticket, visit::Secret text) override;

 private:
  const std::shared_ptr<const TrustStore> trust_;
  const PaperRules rules_;
  const std::function<visit::Moment()> now_;
  const visit::Post post_;
};

// What a certificate's text comes to, in the visit's words.
[[nodiscard]] visit::PaperCheck check_paper(std::string_view text, const printing::TrustList& trust,
                                            const PaperRules& rules, visit::Moment now);

}  // namespace kiosk
