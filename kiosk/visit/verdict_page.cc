// SPDX-License-Identifier: GPL-3.0-or-later
// The pages of an answer: its colour, why, until when, whose word it is, what next; or why there is
// no colour.
#include <algorithm>

#include "kiosk/visit/page_writer.h"
#include "kiosk/visit/remedy.h"

namespace visit {

namespace {

// Joins two phrases on two lines, in every form they have.
Words joined(Words first, const Words& second) {
  if (first.empty()) return second.clone();
  if (second.empty()) return first;
  const auto both = [](const Secret& a, const Secret& b, std::string_view between) {
    return Secret(std::string(a.reveal()).append(between).append(b.reveal()));
  };
  first.text = both(first.text, second.text, "//");
  first.brief = both(first.brief, second.brief, "//");
  first.spoken = both(first.spoken, second.spoken, " ");
  first.key.clear();  // no recording says both
  return first;
}

}  // namespace

// The catalogue's sentence for a rule; a rule newer than the catalogue brings its own.
Words Writer::reason(const Reason& reason) const {
  const std::string key = "reason." + reason.code;
  if (!catalogue_.has(key)) return given(reason.text);
  return say(key, {{"ago", ago_words(catalogue_, reason.day, visit_.now)},
                   {"place", reason.place},
                   {"days", std::to_string(reason.days)}});
}

// At most two reasons on the screen; the paper holds them all.
Words Writer::why(const std::vector<Reason>& reasons) const {
  constexpr std::size_t kMost = 2;
  Words words;
  for (std::size_t i = 0; i < std::min(kMost, reasons.size()); ++i) {
    words = joined(std::move(words), reason(reasons[i]));
  }
  return words;
}

// Whose word it is, where that is not plainly the own province's of this moment.
Words Writer::whence(const HealthCode& code, std::string_view origin_key) const {
  if (code.source == Source::kept) return say("source.kept");
  if (code.origin) {
    const bool english = !is_chinese(page_.look.language);
    if (code.origin->word.zh.empty()) {
      return say("source.shared",
                 {{"name", english ? code.origin->name.en : code.origin->name.zh}});
    }
    return say(origin_key, {{"name", english ? code.origin->name.en : code.origin->name.zh},
                            {"word", english ? code.origin->word.en : code.origin->word.zh}});
  }
  return code.source == Source::national ? say("source.national") : Words{};
}

// An answer that was kept bears its time beside the colour, on every panel.
Words Writer::marked(Words line, const HealthCode& code) const {
  if (code.source != Source::kept) return line;
  return joined(std::move(line), say("source.kept_at", {{"clock", clock_digits(code.as_of)}}));
}

void Writer::say_whence(const HealthCode& code) {
  if (Words from = whence(code, "source.origin_said"); !from.empty()) {
    add(block::Sentence{std::move(from), block::Sentence::Role::body});
  }
}

// Paper, or what there is without it. An answer that was kept is not signed: somebody must answer
// first. Nor is there a sheet without a name.
void Writer::offer_ways_on(const state::ShowVerdict& shown, std::string_view print_key,
                           bool primary) {
  const Delegation* by = acting_by(shown.consent);
  if (shown.verdict.code.source == Source::kept) {
    act(Button::ask_again, "verdict.ask_again", Icon::refresh, primary);
    act(Button::by_hand, "verdict.by_hand_unanswered", Icon::pen);
  } else if (visit_.readiness.printer && !shown.identity.name.empty() &&
             (by == nullptr || by->scope.print)) {
    act(Button::print, print_key, Icon::printer, primary);
  } else {
    act(Button::by_hand,
        visit_.readiness.printer ? "verdict.by_hand_unanswered" : "verdict.by_hand", Icon::pen,
        primary);
  }
}

// The history, where the house asks for it and who acts may tell it.
void Writer::offer_survey(const state::ShowVerdict& shown) {
  const Delegation* by = acting_by(shown.consent);
  if (!visit_.rules.survey || (by != nullptr && !by->scope.survey)) return;
  act(Button::survey, "verdict.survey", Icon::pen);
}

// Who may act for whoever asks for themselves.
void Writer::known_agents(const HealthCode& code) {
  if (code.agents.empty()) return;
  const KnownAgent& first = code.agents.front();
  Words words = say(code.agents.size() == 1 ? "family.acts_for_you" : "family.act_for_you",
                    {{"name", std::string(first.masked_name.reveal())},
                     {"count", std::to_string(code.agents.size())},
                     {"day", day_words(catalogue_, first.until)}});
  words.personal = true;
  add(block::Fact{say("family.agent"), std::move(words), false});
}

void Writer::green(const state::ShowVerdict& shown) {
  const bool pass = shown.verdict.advice == Advice::pass;
  page_.id = PageId::verdict_green;
  const HealthCode& code = shown.verdict.code;
  field(VerdictShape::green, say("green.word"),
        marked(say(pass ? "green.line" : "green.line_nat_needed"), code), &shown.identity);
  const bool kept = code.source == Source::kept;
  // Kept from earlier, it holds as long as it is fresh; else as long as the paper would.
  add(block::Fact{say("green.until"),
                  when_words(catalogue_, kept ? code.expires_at : code.valid_until, visit_.now),
                  true});
  Words because = why(code.reasons);
  if (const auto& nat = code.nat) {
    static constexpr std::array<std::string_view, 3> kResults{"nat.negative", "nat.positive",
                                                              "nat.pending"};
    because =
        joined(std::move(because),
               say(kResults[static_cast<std::size_t>(nat->result)],
                   {{"ago", ago_words(catalogue_, wall_time(nat->sampled_at).date, visit_.now)}}));
  }
  add(block::Fact{say("green.why"), std::move(because), false});
  if (Words from = whence(code, "source.origin"); !from.empty()) {
    add(block::Fact{say("green.from"), std::move(from), false});
  }
  add(block::Fact{say("green.next"),
                  say_here(!pass                      ? "green.next_nat_needed"
                           : kept                     ? "green.next_kept"
                           : visit_.readiness.printer ? "green.next_pass"
                                                      : "green.next_pass_no_print"),
                  false});
  known_agents(code);
  offer_ways_on(shown, "verdict.print", true);
  // Whoever keeps somebody gives them their card: no long one for a traveller.
  const bool card = visit_.rules.long_cards && visit_.rules.a4 && visit_.readiness.printer;
  if (card && !kept && !code.origin && !shown.identity.name.empty()) {
    act(Button::print_card, "verdict.print_card", Icon::card);
  }
  offer_survey(shown);
  if (!kept) act(Button::no_print, "verdict.no_print");
}

void Writer::yellow(const state::ShowVerdict& shown) {
  const bool clinic = shown.verdict.advice == Advice::fever_clinic;
  page_.id = PageId::verdict_yellow;
  field(VerdictShape::yellow, say("yellow.word"),
        marked(say(clinic                                      ? "yellow.line_fever_clinic"
                   : shown.verdict.advice == Advice::not_today ? "yellow.line_not_today"
                                                               : "yellow.line_other"),
               shown.verdict.code),
        &shown.identity);
  add(block::Sentence{why(shown.verdict.code.reasons), block::Sentence::Role::lead});
  say_whence(shown.verdict.code);
  point(Icon::mask, "yellow.mask", false);
  if (clinic) {
    point(Icon::walk, "yellow.walk", false);
    way(Route::fever_clinic);
  }
  offer_ways_on(shown, clinic ? "yellow.print" : "verdict.print", true);
  act(Button::lead_me, "yellow.lead_me", Icon::person);
  offer_survey(shown);
}

void Writer::red(const state::ShowVerdict& shown) {
  page_.id = PageId::verdict_red;
  field(VerdictShape::red, say("red.word"), marked(say("red.line"), shown.verdict.code),
        &shown.identity);
  add(block::Calm{Icon::check, say("red.called"), say("red.called_sub", called_slot())});
  add(block::Point{Icon::care, say_here("red.care"), {}, true});
  point(Icon::chair, "red.chair", false);
  add(block::Point{Icon::person, why(shown.verdict.code.reasons), {}, false});
  say_whence(shown.verdict.code);
  offer_ways_on(shown, "red.print", false);
  offer_survey(shown);
}

void Writer::write(const state::ShowVerdict& shown) {
  at(Step::result);
  switch (shown.verdict.colour) {
    case Colour::green:
      return green(shown);
    case Colour::yellow:
      return yellow(shown);
    case Colour::red:
      return red(shown);
  }
}

void Writer::write(const state::NoResult& none) {
  static constexpr std::array<std::string_view, 14> kTroubles{
      "busy.word",          "silent.word",         "unreachable.word",   "untrusted.word",
      "redirected.word",    "refused.word",        "clock_differs.word", "truncated.word",
      "malformed.word",     "oversized.word",      "unknown_word.word",  "number_rejected.word",
      "name_mismatch.word", "delegation_over.word"};
  static_assert(kTroubles.size() == static_cast<std::size_t>(QueryTrouble::delegation_over) + 1);
  static constexpr std::array<std::string_view, 3> kNoColours{"not_found.word", "unknown.word",
                                                              "expired.word"};
  const auto* trouble = std::get_if<QueryTrouble>(&none.why);
  const auto* no_colour = std::get_if<NoColour>(&none.why);
  const bool not_found = no_colour != nullptr && *no_colour == NoColour::not_found;
  const bool misread = trouble != nullptr && remedy(*trouble) == Remedy::reread;
  page_.id = not_found || misread ? PageId::not_found : PageId::busy;
  at(Step::result);
  // An unknown code says in its headline why, where there are words for it.
  Words word = say(trouble != nullptr ? kTroubles[static_cast<std::size_t>(*trouble)]
                                      : kNoColours[static_cast<std::size_t>(*no_colour)]);
  if (no_colour != nullptr && !none.reasons.empty()) {
    const std::string because = "unknown_because." + none.reasons.front().code;
    if (catalogue_.has(because)) word = say(because);
  }
  field(VerdictShape::no_result, std::move(word),
        say_here(not_found ? "not_found.comfort" : "no_result.comfort"), nullptr);
  // Not found says itself why; of an unknown code somebody may know more.
  if (no_colour != nullptr && !not_found && !none.reasons.empty()) {
    add(block::Sentence{why(none.reasons), block::Sentence::Role::body});
  }
  add(block::Sentence{say("no_result.ways"), block::Sentence::Role::head});
  choice(Button::show_paper, Icon::paper, "no_result.show_paper");
  choice(Button::by_hand, Icon::pen, "no_result.by_hand");
  if (not_found || misread) {
    choice(Button::other_card, Icon::card, "no_result.other_card");
  } else {
    choice(Button::ask_again, Icon::refresh, "no_result.ask_again");
  }
}

}  // namespace visit
