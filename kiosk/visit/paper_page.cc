// SPDX-License-Identifier: GPL-3.0-or-later
// The pages of a paper under the scanner, and of a number that staff type: what is asked for, and
// what came of it. An old colour is told with its day and never becomes a field of colour.
#include <array>

#include "kiosk/visit/page_writer.h"
#include "kiosk/visit/remedy.h"

namespace visit {

void Writer::write(const state::ScanPaper& scan) {
  static constexpr std::array<std::string_view, 3> kTroubles{"scan.too_long", "scan.broken_off",
                                                             "scan.no_paper_of_ours"};
  open(PageId::scan_paper, scan.trouble ? "scan.again" : "scan.title",
       scan.trouble ? kTroubles[static_cast<std::size_t>(*scan.trouble)] : "scan.lead");
  add(block::Picture{PictureKind::scan_paper, 0, {}, {}});
  point(Icon::paper, "scan.paper", true);
  point(Icon::family, "scan.telephone", true);
}

void Writer::write(const state::CheckingPaper& checking) {
  open(PageId::checking_paper, "scan.checking", "scan.checking_lead");
  add(block::Picture{PictureKind::scan_paper, 4, {}});
  const auto waited = std::chrono::floor<std::chrono::seconds>(visit_.now - checking.since);
  const auto at_most = visit_.rules.ask_at_most;
  add(block::Progress{say("asking.waited", {{"seconds", std::to_string(waited.count())}}),
                      say("asking.at_most", {{"seconds", std::to_string(at_most.count())}}),
                      static_cast<double>(waited.count()) / static_cast<double>(at_most.count())});
  act(Button::stop, "asking.stop");
}

namespace {

constexpr std::array<std::string_view, 3> kColours{"paper.was_green", "paper.was_yellow",
                                                   "paper.was_red"};

}  // namespace

// A certificate that was judged here.
void Writer::paper(const PaperCheck& paper) {
  static constexpr std::array<std::string_view, 9> kFindings{
      "paper.genuine", "paper.expired",        "paper.not_yet_valid",
      "paper.revoked", "paper.unknown_issuer", "paper.not_genuine",
      "paper.damaged", "paper.unsupported",    "paper.trust_list_stale"};
  static_assert(kFindings.size() == static_cast<std::size_t>(PaperFinding::trust_list_stale) + 1);
  const auto key = kFindings[static_cast<std::size_t>(paper.finding)];
  page_.title = say(key);
  const bool holds = paper.finding == PaperFinding::genuine;
  page_.lead = say(paper.evidence && holds ? "paper.evidence_lead" : std::string(key) + "_lead");
  if (!paper.name.empty() || !paper.number.empty()) {
    add(block::Person{say("confirm.name"), own_words(paper.name.clone()), say("confirm.number"),
                      own_words(paper.number.clone())});
  }
  if (paper.colour && paper.as_of) {
    const Words then = when_words(catalogue_, *paper.as_of, visit_.now);
    const auto was = [&](const Secret& when) {
      return say(kColours[static_cast<std::size_t>(*paper.colour)],
                 {{"when", std::string(when.reveal())}});
    };
    Words words = was(then.text);
    words.brief = std::move(was(then.brief).text);
    add(block::Fact{say("paper.then"), std::move(words), false});
  }
  // A day of its own stands on what comes from elsewhere; its end is told only if it has passed.
  if (paper.valid_until && !(paper.evidence && holds)) {
    add(block::Fact{say("paper.until"), when_words(catalogue_, *paper.valid_until, visit_.now),
                    holds});
  }
  if (paper.evidence) evidence(*paper.evidence);
}

// From elsewhere: what it says, whose word it is, and whether this place goes by it.
void Writer::evidence(const Evidence& evidence) {
  static constexpr std::array<std::string_view, 3> kKinds{
      "evidence.negative", "evidence.vaccination", "evidence.recovery"};
  const bool positive = evidence.kind == Evidence::Kind::test && !evidence.negative;
  const auto kind =
      positive ? "evidence.positive" : kKinds[static_cast<std::size_t>(evidence.kind)];
  add(block::Fact{say("evidence.says"),
                  say(kind, {{"ago", ago_words(catalogue_, evidence.day, visit_.now)},
                             {"country", evidence.issuer}}),
                  false});
  add(block::Fact{say("evidence.here"), given(evidence.why), evidence.counts});
}

// A code from a telephone, as its service answers now.
void Writer::code(const Judgement& judgement) {
  if (!judgement.verdict) {
    static constexpr std::array<std::string_view, 3> kNone{
        "paper.code_not_found", "paper.code_unknown", "paper.code_expired"};
    const auto key = kNone[static_cast<std::size_t>(judgement.otherwise)];
    page_.title = say(key);
    page_.lead = say(std::string(key) + "_lead");
    return;
  }
  static constexpr std::array<std::string_view, 3> kNow{"paper.code_green", "paper.code_yellow",
                                                        "paper.code_red"};
  const Verdict& verdict = *judgement.verdict;
  page_.title = say(kNow[static_cast<std::size_t>(verdict.colour)]);
  page_.lead = say("paper.code_lead");
  add(block::Fact{say("green.until"), when_words(catalogue_, verdict.code.expires_at, visit_.now),
                  true});
  if (Words because = why(verdict.code.reasons); !because.empty()) {
    add(block::Fact{say("green.why"), std::move(because), false});
  }
}

void Writer::write(const state::ShowPaper& shown) {
  page_.id = PageId::paper_checked;
  if (const auto* checked = std::get_if<PaperCheck>(&shown.found)) {
    paper(*checked);
  } else if (const auto* judgement = std::get_if<Judgement>(&shown.found)) {
    code(*judgement);
  } else {
    page_.title = say("paper.unanswered");
    page_.lead = say("paper.unanswered_lead");
  }
  act(Button::check_code, "paper.check_code", Icon::card, true);
  act(Button::another_paper, "paper.another");
  act(Button::have_all, "paper.done");
}

namespace {

// 990101 19380412 0047: as people read such a number out.
Secret in_groups(const Secret& number) {
  const std::string_view all = number.reveal();
  std::string groups;
  groups.reserve(all.size() + 2);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i == 6 || i == 14) groups += ' ';
    groups += all[i];
  }
  Secret result(groups);
  wipe(groups.data(), groups.size());
  return result;
}

}  // namespace

void Writer::write(const state::TypeNumber& typing) {
  static constexpr std::array<std::string_view, 4> kTroubles{"number.length", "number.shape",
                                                             "number.birth", "number.check"};
  open(PageId::type_number, "number.title", "");
  const auto count = std::to_string(typing.typed.reveal().size());
  page_.lead = typing.trouble
                   ? say(kTroubles[static_cast<std::size_t>(*typing.trouble)], {{"count", count}})
                   : say("number.lead");
  add(block::Entry{say("number.so_far", {{"count", count}}), own_words(in_groups(typing.typed))});
  using enum Button;
  add(block::Keypad{
      {key_1, key_2, key_3, key_4, key_5, key_6, key_7, key_8, key_9, key_x, key_0, key_erase},
      say("number.erase"),
      {}});
  act(Button::number_done, "number.done", Icon::check, true);
  if (typing.errand != Errand::survey) act(Button::other_card, "number.lay_card", Icon::card);
  if (typing.errand == Errand::survey) act(Button::no_card, "number.nobody_knows");
  if (!visit_.duty) return;
  Words lead = std::move(page_.lead);
  at_the_desk(PageId::type_number, "number.title");
  page_.lead = std::move(lead);
}

}  // namespace visit
