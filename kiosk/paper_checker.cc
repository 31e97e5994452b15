// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/paper_checker.h"

#include <utility>

#include "printing/hcert/hcert.h"

namespace kiosk {

namespace {

using printing::HealthCodeColour;
using visit::PaperFinding;

PaperFinding finding_of(printing::Verdict verdict) {
  switch (verdict) {
    case printing::Verdict::ok:
      return PaperFinding::genuine;
    case printing::Verdict::expired:
      return PaperFinding::expired;
    case printing::Verdict::not_yet_valid:
      return PaperFinding::not_yet_valid;
    case printing::Verdict::revoked:
      return PaperFinding::revoked;
    case printing::Verdict::unknown_issuer:
      return PaperFinding::unknown_issuer;
    case printing::Verdict::bad_signature:
    case printing::Verdict::wrong_key_usage:
      return PaperFinding::not_genuine;
    case printing::Verdict::damaged:
      return PaperFinding::damaged;
    case printing::Verdict::unsupported:
      return PaperFinding::unsupported;
    case printing::Verdict::trust_list_stale:
      return PaperFinding::trust_list_stale;
  }
  return PaperFinding::damaged;
}

std::optional<visit::Colour> colour_of(HealthCodeColour colour) {
  switch (colour) {
    case HealthCodeColour::green:
      return visit::Colour::green;
    case HealthCodeColour::yellow:
      return visit::Colour::yellow;
    case HealthCodeColour::red:
      return visit::Colour::red;
    case HealthCodeColour::unknown:
      break;
  }
  return std::nullopt;
}

// A DCC's name is in two parts, in letters of its country's choice.
visit::Secret name_of(const printing::DccContent& dcc) {
  std::string whole;
  whole.reserve(dcc.surname.size() + dcc.forename.size());  // growing would leave a copy
  whole.append(dcc.surname).append(dcc.forename);
  const visit::Secret name(whole);
  visit::wipe(whole.data(), whole.size());
  return visit::masked_name(name);
}

// The claims' own expiry and the health code's: the earlier one counts.
std::optional<visit::Moment> end_of(const printing::HcertResult& result) {
  std::optional<visit::Moment> end;
  if (result.expires) end = *result.expires;
  if (result.health_code && (!end || result.health_code->valid_until < *end)) {
    end = result.health_code->valid_until;
  }
  return end;
}

}  // namespace

visit::PaperCheck check_paper(std::string_view text, const printing::TrustList& trust,
                              const PaperRules& rules, visit::Moment now) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now);
  const printing::HcertResult result = printing::verify(text, trust, seconds);
  visit::PaperCheck paper;
  paper.finding = finding_of(result.verdict);
  if (!result.signature_holds()) return paper;
  paper.valid_until = end_of(result);
  // Its words stay with the certificate's bytes, which are wiped here; only masks go on.
  if (const auto& code = result.health_code; code && !code->newer_format()) {
    paper.name = visit::masked_name(visit::Secret(code->name));
    paper.number = visit::Secret(code->masked_number);
    if (code->colour) paper.colour = colour_of(*code->colour);
    paper.as_of = code->evaluated;
  }
  if (paper.name.empty() && result.dcc) paper.name = name_of(*result.dcc);
  paper.evidence = rules.recognition.judge(result, rules.scene, now);
  // The signature holds for longer than what it says: a lapsed status is an expired paper.
  if (paper.finding == PaperFinding::genuine && paper.valid_until && *paper.valid_until <= now) {
    paper.finding = PaperFinding::expired;
  }
  return paper;
}

PaperChecker::PaperChecker(std::shared_ptr<const TrustStore> trust, PaperRules rules,
                           std::function<visit::Moment()> now, visit::Post post)
    : trust_(std::move(trust)),
      rules_(std::move(rules)),
      now_(std::move(now)),
      post_(std::move(post)) {}

void PaperChecker::judge(visit::Ticket ticket, visit::Secret text) {
  auto paper = check_paper(text.reveal(), *trust_->list(), rules_, now_());
  text.wipe();
  post_(visit::event::PaperChecked{ticket, std::move(paper)});
}

}  // namespace kiosk
