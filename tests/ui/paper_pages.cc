// SPDX-License-Identifier: GPL-3.0-or-later
#include <utility>

#include "tests/ui/samples.h"

namespace ui::test {

namespace {

using namespace std::chrono_literals;
using namespace visit;

PaperCheck paper(PaperFinding finding, visit::Colour colour = visit::Colour::green) {
  PaperCheck found;
  found.finding = finding;
  if (finding == PaperFinding::genuine || finding == PaperFinding::expired ||
      finding == PaperFinding::not_yet_valid || finding == PaperFinding::revoked ||
      finding == PaperFinding::trust_list_stale) {
    const bool over = finding == PaperFinding::expired;
    found.name = Secret("王*英");
    found.number = Secret("990101********0055");
    found.colour = colour;
    found.as_of = kNow - (over ? 48h : 20h);
    found.valid_until = kNow + (over ? -24h : 4h);
  }
  return found;
}
// A certificate from elsewhere: no colour stands on it.
PaperCheck evidence(Evidence::Kind kind, bool negative, bool counts) {
  PaperCheck found = paper(PaperFinding::genuine);
  found.colour.reset();
  found.number = {};
  found.name = Secret("M********A");
  Evidence says;
  says.kind = kind;
  says.issuer = "XA";
  says.day = Date{2026y / 11 / 19};
  says.negative = negative;
  says.counts = counts;
  says.why = counts ? Bilingual{"这张证明在这里算数。", "This certificate counts here."}
                    : Bilingual{"这种检测或疫苗在这里不算数。",
                                "This kind of test or vaccine does not count here."};
  found.evidence = std::move(says);
  return found;
}
State shown(PaperCheck found) { return state::ShowPaper{std::move(found)}; }

// A relative's code, as its service answers now.
State telephone(visit::Colour colour) {
  Judgement judgement;
  const bool is_green = colour == visit::Colour::green;
  judgement.verdict =
      Verdict{colour, Advice::pass,
              is_green ? code(CodeState::green, {reason("G_NO_ABNORMAL", std::nullopt)})
              : colour == visit::Colour::yellow
                  ? code(CodeState::yellow, {reason("Y_MEDIUM_RISK_AREA", Date{2026y / 11 / 10})})
                  : code(CodeState::red, {reason("R_CLOSE_CONTACT", Date{2026y / 11 / 15})})};
  return state::ShowPaper{std::move(judgement)};
}
State telephone(NoColour why) {
  Judgement judgement;
  judgement.otherwise = why;
  return state::ShowPaper{std::move(judgement)};
}

State typing(std::string_view typed, std::optional<NumberTrouble> trouble = std::nullopt) {
  state::TypeNumber number;
  number.typed = Secret(typed);
  number.trouble = trouble;
  return number;
}

// Typed by staff, so that no card has said a name.
State confirm_number() {
  state::ConfirmIdentity who;
  who.consent = consent();
  who.identity = person("");
  return who;
}

}  // namespace

std::vector<NamedState> paper_pages() {
  return {
      {"scan-paper", [] { return State{state::ScanPaper{}}; }},
      {"checking-paper",
       [] {
         return State{state::CheckingPaper{kNow - 2s, Source::province}};
       }},
      {"paper-checked", [] { return shown(paper(PaperFinding::genuine)); }},
      {"type-number", [] { return typing("99010119380412"); }},
  };
}

std::vector<NamedState> paper_variants() {
  std::vector<NamedState> all{
      {"confirm-typed", [] { return confirm_number(); }},
      {"paper-yellow", [] { return shown(paper(PaperFinding::genuine, visit::Colour::yellow)); }},
      {"paper-red", [] { return shown(paper(PaperFinding::expired, visit::Colour::red)); }},
      {"paper-nameless",
       [] {
         PaperCheck found = paper(PaperFinding::genuine);
         found.name = {};
         return shown(std::move(found));
       }},
      {"paper-long-name",
       [] {
         PaperCheck found = paper(PaperFinding::genuine);
         found.name = Secret("M***********************RA");
         return shown(std::move(found));
       }},
      {"paper-bare",
       [] {
         PaperCheck found = paper(PaperFinding::genuine);
         found.colour.reset();
         found.valid_until.reset();
         return shown(std::move(found));
       }},
      {"paper-evidence", [] { return shown(evidence(Evidence::Kind::test, true, true)); }},
      {"paper-evidence-positive",
       [] { return shown(evidence(Evidence::Kind::test, false, false)); }},
      {"paper-evidence-dose",
       [] { return shown(evidence(Evidence::Kind::vaccination, false, true)); }},
      {"paper-evidence-recovery",
       [] { return shown(evidence(Evidence::Kind::recovery, false, false)); }},
      {"paper-unanswered", [] { return State{state::ShowPaper{QueryTrouble::silent}}; }},
      {"number-empty", [] { return typing(""); }},
      {"number-whole", [] { return typing("990101193804120055"); }},
      {"number-full-of-x", [] { return typing("XXXXXXXXXXXXXXXXXX"); }},
  };
  for (int i = 0; i <= static_cast<int>(ScanTrouble::control_characters); ++i) {
    all.push_back({"scan-again-" + std::to_string(i),
                   [i] { return State{state::ScanPaper{static_cast<ScanTrouble>(i)}}; }});
  }
  for (int i = 0; i <= static_cast<int>(PaperFinding::trust_list_stale); ++i) {
    all.push_back(
        {"paper-" + std::to_string(i), [i] { return shown(paper(static_cast<PaperFinding>(i))); }});
  }
  for (int i = 0; i <= static_cast<int>(visit::Colour::red); ++i) {
    all.push_back({"telephone-" + std::to_string(i),
                   [i] { return telephone(static_cast<visit::Colour>(i)); }});
  }
  for (int i = 0; i <= static_cast<int>(NoColour::expired); ++i) {
    all.push_back({"telephone-none-" + std::to_string(i),
                   [i] { return telephone(static_cast<NoColour>(i)); }});
  }
  for (int i = 0; i <= static_cast<int>(NumberTrouble::check); ++i) {
    all.push_back({"number-" + std::to_string(i),
                   [i] { return typing("990101193804120056", static_cast<NumberTrouble>(i)); }});
  }
  return all;
}

}  // namespace ui::test
