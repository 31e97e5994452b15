// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/visit/page.h"

#include <algorithm>
#include <array>
#include <utility>

#include "kiosk/visit/clock_words.h"

namespace visit {

namespace {

enum class Step { consent, card, identity, result, paper };

// Writes one page: the visit's facts in the words of its language.
class Writer {
 public:
  Writer(const Visit& visit, const Settings& settings)
      : visit_(visit),
        settings_(settings),
        catalogue_(settings.catalogues.at(visit.look.language)) {
    page_.look = visit.look;
    page_.place = given(settings.place);
    page_.channel = given(settings.channel);
    page_.clock = clock_digits(visit.now);
    page_.back = say("chrome.back");
    page_.help_called = visit.staff_called.has_value();
    page_.help = say(page_.help_called ? "chrome.help_called" : "chrome.help");
    page_.band = {say("chrome.text_size"), say("chrome.contrast"), say("chrome.listen"),
                  say("chrome.language"), say("chrome.adjust")};
  }

  void write(const state::Welcome&);
  void write(const state::AskConsent&);
  void write(const state::LayCard&);
  void write(const state::Reading&);
  void write(const state::ConfirmIdentity&);
  void write(const state::Querying&);
  void write(const state::ShowVerdict&);
  void write(const state::NoResult&);
  void write(const state::Certifying&);
  void write(const state::Printing&);
  void write(const state::PrintHeld&);
  void write(const state::TakePaper&);
  void write(const state::TakeCard&);
  void write(const state::CallStaff&);
  void write(const state::StillThere&);

  Page done() && { return std::move(page_); }

 private:
  [[nodiscard]] Words say(std::string_view key, const Slots& slots = {}) const {
    return catalogue_.words(key, slots);
  }
  // The same, in words for where this door leads, if there are any of their own.
  [[nodiscard]] Words say_here(std::string_view key) const {
    const Where where = visit_.rules.scene.where;
    if (where == Where::journey) {
      const std::string own = std::string(key) + "_journey";
      if (catalogue_.has(own)) return say(own);
    }
    if (where != Where::hospital) {
      const std::string own = std::string(key) + "_venue";
      if (catalogue_.has(own)) return say(own);
    }
    return say(key);
  }
  // Words of the place or the service, in both languages.
  [[nodiscard]] Words given(const Bilingual& both) const {
    Words words = own_words(Secret(visit_.look.language == Language::en ? both.en : both.zh));
    words.personal = false;
    return words;
  }
  [[nodiscard]] Slots time_slot(Moment moment) const {
    return {{"time", clock_words(catalogue_, moment)}};
  }
  [[nodiscard]] Slots called_slot() const {
    return time_slot(visit_.staff_called.value_or(visit_.now));
  }

  void open(PageId id, std::string_view title, std::string_view lead) {
    page_.id = id;
    if (!title.empty()) page_.title = say(title);
    if (!lead.empty()) page_.lead = say(lead);
  }
  void at(Step step) {
    static constexpr std::array<std::string_view, 5> kNames{
        "step.consent", "step.card", "step.identity", "step.result", "step.paper"};
    Steps steps;
    for (const auto key : kNames) steps.names.push_back(say(key));
    steps.now = static_cast<int>(step);
    steps.in_words =
        say("chrome.step", {{"number", std::to_string(steps.now + 1)},
                            {"name", catalogue_.at(kNames[static_cast<std::size_t>(step)]).text}});
    page_.steps = std::move(steps);
  }
  template <typename B>
  void add(B block) {
    page_.blocks.emplace_back(std::move(block));
  }
  void act(Button button, std::string_view key, Icon icon = Icon::none, bool primary = false) {
    page_.actions.push_back({button, icon, say(key), primary});
  }
  void choice(Button button, Icon icon, std::string_view key, bool first = false) {
    add(block::Choice{button, icon, say(key), say(std::string(key) + "_sub"), first});
  }
  void point(Icon icon, std::string_view key, bool with_sub) {
    add(block::Point{icon, say(key), with_sub ? say(std::string(key) + "_sub") : Words{},
                     with_sub});
  }
  void field(VerdictShape shape, Words word, Words line, const Identity* whose) {
    page_.field = Field{shape, std::move(word), std::move(line), {}, {}};
    if (whose == nullptr) return;
    page_.field->name = own_words(masked_name(whose->name));
    page_.field->number = own_words(number_for_screen(whose->number));
  }

  [[nodiscard]] Words reason(const Reason& reason) const;
  [[nodiscard]] Words why(const std::vector<Reason>& reasons) const;
  [[nodiscard]] Words whence(const HealthCode& code, std::string_view origin_key) const;
  [[nodiscard]] Words marked(Words line, const HealthCode& code) const;
  void say_whence(const HealthCode& code);
  void offer_ways_on(const Verdict& verdict, std::string_view print_key, bool primary);
  void green(const state::ShowVerdict&);
  void yellow(const state::ShowVerdict&);
  void red(const state::ShowVerdict&);
  void printer_page(std::string_view how_long, int quarter);

  const Visit& visit_;
  const Settings& settings_;
  const Catalogue& catalogue_;
  Page page_;
};

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

void Writer::write(const state::Welcome&) {
  const bool needed = visit_.rules.scene.code_needed;
  open(PageId::welcome, needed ? "welcome.title" : "welcome.title_not_needed",
       needed ? "welcome.lead" : "welcome.lead_not_needed");
  page_.back.reset();
  page_.help.reset();
  const Readiness& ready = visit_.readiness;
  const auto device = [this](Device which, bool works, std::string_view yes, std::string_view no) {
    page_.devices.push_back({which, works, say(works ? yes : no)});
  };
  device(Device::card_reader, ready.card_reader, "device.card_reader", "device.no_card_reader");
  device(Device::printer, ready.printer, "device.printer", "device.no_printer");
  device(Device::health_codes, ready.health_codes, "device.health_codes", "device.no_health_codes");
  choice(Button::check_code, Icon::card, needed ? "welcome.check_code" : "welcome.check_anyway",
         true);
  choice(Button::help_family, Icon::family, "welcome.help_family");
  choice(Button::check_paper, Icon::paper, "welcome.check_paper");
  choice(Button::ask_staff, Icon::bell, "welcome.ask_staff");
}

void Writer::write(const state::AskConsent&) {
  open(PageId::consent, "consent.title", "");
  at(Step::consent);
  point(Icon::eye, "consent.three_things", true);
  point(Icon::printer, "consent.one_purpose", true);
  point(Icon::bin, "consent.nothing_kept", true);
  add(block::Point{Icon::care, say_here("consent.may_decline"), say_here("consent.may_decline_sub"),
                   true});
  act(Button::agree, "consent.agree", Icon::check, true);
  act(Button::decline, "consent.decline");
}

void Writer::write(const state::LayCard& lay) {
  at(Step::card);
  if (lay.trouble) {
    const bool other = *lay.trouble == CardTrouble::other_card;
    open(PageId::card_trouble, other ? "card_trouble.other_card" : "card_trouble.title",
         other ? "card_trouble.other_card_lead" : "card_trouble.lead");
    add(block::Picture{PictureKind::lay_card, 0, {}});
    point(Icon::refresh, "card_trouble.other_side", true);
    point(Icon::bell, "card_trouble.staff", true);
  } else {
    open(PageId::lay_card, "card.title", "card.lead");
    add(block::Picture{PictureKind::lay_card, 0, {}});
    block::Parts parts;
    parts.parts.push_back({say("card.part_lay"), Progressed::now});
    parts.parts.push_back({say("card.part_read"), Progressed::later});
    parts.parts.push_back({say("card.part_take"), Progressed::later});
    add(std::move(parts));
  }
  act(Button::no_card, "card.no_card");
}

void Writer::write(const state::Reading&) {
  open(PageId::reading, "reading.title", "reading.lead");
  at(Step::card);
  block::Picture picture{PictureKind::reading_card, 0, {}};
  picture.labels.push_back(say("reading.beep"));
  add(std::move(picture));
  block::Parts parts;
  parts.parts.push_back({say("card.part_laid"), Progressed::done});
  parts.parts.push_back({say("card.part_reading"), Progressed::now});
  parts.parts.push_back({say("card.part_take"), Progressed::later});
  add(std::move(parts));
  act(Button::stop, "reading.stop");
}

void Writer::write(const state::ConfirmIdentity& who) {
  open(PageId::confirm, "confirm.title", "confirm.lead");
  at(Step::identity);
  add(block::Person{say("confirm.name"), own_words(who.identity.name.clone()),
                    say("confirm.number"), own_words(number_for_screen(who.identity.number))});
  const bool expired =
      who.identity.valid_until && *who.identity.valid_until < wall_time(visit_.now).date;
  add(block::Sentence{say(expired ? "confirm.expired" : "confirm.hidden"),
                      block::Sentence::Role::body});
  act(Button::its_me, "confirm.its_me", Icon::check, true);
  act(Button::not_me, "confirm.not_me");
}

void Writer::write(const state::Querying& query) {
  open(PageId::asking, "asking.title", "asking.lead");
  at(Step::result);
  const bool national = query.asking == Source::national;
  block::Ladder ladder;
  ladder.rungs.push_back(
      {Icon::check, say("asking.card_read"), say("asking.card_read_sub"), Progressed::done});
  ladder.rungs.push_back({Icon::net, say(national ? "asking.province_silent" : "asking.province"),
                          national              ? Words{}
                          : query.asked_to_wait ? say("asking.asked_to_wait")
                                                : say("asking.province_sub"),
                          national ? Progressed::done : Progressed::now});
  ladder.rungs.push_back(
      {Icon::globe, say("asking.national"),
       say(national && query.asked_to_wait ? "asking.asked_to_wait" : "asking.national_sub"),
       national ? Progressed::now : Progressed::later});
  ladder.rungs.push_back(
      {Icon::person, say("asking.staff"), say("asking.staff_sub"), Progressed::later});
  add(std::move(ladder));
  const auto waited = std::chrono::floor<std::chrono::seconds>(visit_.now - query.since);
  const auto at_most = visit_.rules.ask_at_most;
  add(block::Progress{say("asking.waited", {{"seconds", std::to_string(waited.count())}}),
                      say("asking.at_most", {{"seconds", std::to_string(at_most.count())}}),
                      static_cast<double>(waited.count()) / static_cast<double>(at_most.count())});
  act(Button::stop, "asking.stop");
}

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
    const bool english = visit_.look.language == Language::en;
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
// first.
void Writer::offer_ways_on(const Verdict& verdict, std::string_view print_key, bool primary) {
  if (verdict.code.source == Source::kept) {
    act(Button::ask_again, "verdict.ask_again", Icon::refresh, primary);
    act(Button::by_hand, "verdict.by_hand_unanswered", Icon::pen);
  } else if (visit_.readiness.printer) {
    act(Button::print, print_key, Icon::printer, primary);
  } else {
    act(Button::by_hand, "verdict.by_hand", Icon::pen, primary);
  }
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
  offer_ways_on(shown.verdict, "verdict.print", true);
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
    block::Picture route{PictureKind::route, 0, {}};
    route.labels.push_back(given(settings_.route.here));
    route.labels.push_back(given(settings_.route.how_long));
    route.labels.push_back(given(settings_.route.goal));
    add(std::move(route));
  }
  offer_ways_on(shown.verdict, clinic ? "yellow.print" : "verdict.print", true);
  act(Button::lead_me, "yellow.lead_me", Icon::person);
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
  offer_ways_on(shown.verdict, "red.print", false);
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
  static constexpr std::array<std::string_view, 13> kTroubles{
      "busy.word",         "silent.word",    "unreachable.word",   "untrusted.word",
      "redirected.word",   "refused.word",   "clock_differs.word", "truncated.word",
      "malformed.word",    "oversized.word", "unknown_word.word",  "number_rejected.word",
      "name_mismatch.word"};
  static_assert(kTroubles.size() == static_cast<std::size_t>(QueryTrouble::name_mismatch) + 1);
  static constexpr std::array<std::string_view, 3> kNoColours{"not_found.word", "unknown.word",
                                                              "expired.word"};
  const auto* trouble = std::get_if<QueryTrouble>(&none.why);
  const auto* no_colour = std::get_if<NoColour>(&none.why);
  const bool not_found = no_colour != nullptr && *no_colour == NoColour::not_found;
  const bool misread = trouble != nullptr && (*trouble == QueryTrouble::number_rejected ||
                                              *trouble == QueryTrouble::name_mismatch);
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

void Writer::printer_page(std::string_view how_long, int quarter) {
  constexpr int kQuarters = 4;
  constexpr int kSecondsAQuarter = 2;  // an office printer's sheet in about eight seconds
  open(PageId::printing, "printing.title", "printing.lead");
  at(Step::paper);
  page_.back.reset();
  add(block::Picture{PictureKind::printer, quarter, {}});
  const int left = std::max(1, kQuarters - quarter) * kSecondsAQuarter;
  add(block::Progress{say("printing.sheet"), say(how_long, {{"seconds", std::to_string(left)}}),
                      static_cast<double>(quarter) / kQuarters});
  add(block::Sentence{say("printing.nothing_to_press"), block::Sentence::Role::body});
}

void Writer::write(const state::Certifying&) { printer_page("printing.signing", 0); }
void Writer::write(const state::Printing& printing) {
  printer_page("printing.seconds", printing.quarter);
}

void Writer::write(const state::PrintHeld& held) {
  static constexpr std::array<std::string_view, 4> kReasons{"held.media_empty", "held.media_jam",
                                                            "held.cover_open", "held.other"};
  open(PageId::held, kReasons[static_cast<std::size_t>(held.reason)], "held.lead");
  at(Step::paper);
  page_.back.reset();
  const bool empty = held.reason == HoldReason::media_empty;
  block::Picture picture{empty ? PictureKind::printer_empty : PictureKind::printer, 0, {}};
  if (empty) picture.labels.push_back(say("held.no_paper"));
  add(std::move(picture));
  point(Icon::check, "held.not_lost", true);
  add(block::Point{Icon::bell, say("held.called"), say("held.called_sub", called_slot()), true});
  if (held.given_up) {
    add(block::Sentence{say("held.given_up"), block::Sentence::Role::body});
  } else {
    act(Button::do_not_wait, "held.do_not_wait", Icon::pen);
  }
}

void Writer::write(const state::TakePaper&) {
  open(PageId::take, "take.title", "take.lead");
  at(Step::paper);
  page_.back.reset();
  block::Picture picture{PictureKind::take_both, 0, {}};
  picture.labels.push_back(say("take.card"));
  picture.labels.push_back(say("take.paper"));
  add(std::move(picture));
  add(block::Sentence{say("take.erased"), block::Sentence::Role::body});
  act(Button::have_all, "take.have_all", Icon::check, true);
}

void Writer::write(const state::TakeCard&) {
  open(PageId::take_card, "take_card.title", "take_card.lead");
  at(Step::paper);
  page_.back.reset();
  block::Picture picture{PictureKind::take_card, 0, {}};
  picture.labels.push_back(say("take.card"));
  add(std::move(picture));
  add(block::Sentence{say("take.erased"), block::Sentence::Role::body});
  act(Button::have_all, "take_card.have_all", Icon::check, true);
}

void Writer::write(const state::CallStaff& called) {
  static constexpr std::array<std::string_view, 18> kCalls{
      "call.asked",           "call.declined",         "call.no_card",
      "call.card_unreadable", "call.card_not_genuine", "call.reader_out",
      "call.relatives",       "call.paper_check",      "call.by_hand",
      "call.red_code",        "call.lead_the_way",     "call.turned_back",
      "call.service_amiss",   "call.printer_held",     "call.printer_out",
      "call.sheet_unknown",   "call.sheet_left",       "call.name_not_printable"};
  static_assert(kCalls.size() == static_cast<std::size_t>(Call::name_not_printable) + 1);
  open(PageId::call_staff, "call.title", "");
  page_.lead = say_here(kCalls[static_cast<std::size_t>(called.call)]);
  add(block::Calm{Icon::bell, say("call.called_at", called_slot()), say("call.called_at_sub")});
  if (called.call == Call::sheet_unknown) {
    page_.back.reset();
    act(Button::have_all, "call.paper_taken", Icon::check);
  } else {
    act(Button::have_all, "call.have_all", Icon::check);
  }
}

// Where the paused page stands among the five steps.
std::optional<Step> step_of(const state::Waiting& paused) {
  static constexpr std::array<std::optional<Step>, 6> kSteps{
      Step::consent, Step::card, Step::identity, Step::result, Step::result, std::nullopt};
  static_assert(kSteps.size() == std::variant_size_v<state::Waiting>);
  return kSteps[paused.index()];
}

void Writer::write(const state::StillThere& idle) {
  open(PageId::idle, "idle.title", "idle.lead");
  if (const auto step = step_of(idle.paused)) at(*step);
  const auto left = std::chrono::ceil<std::chrono::seconds>(idle.until - visit_.now);
  add(block::Countdown{static_cast<int>(left.count()),
                       static_cast<int>(visit_.rules.erase_after.count()), say("idle.seconds")});
  act(Button::more_time, "idle.more_time", Icon::check, true);
  act(Button::erase_now, "idle.erase_now", Icon::bin);
}

}  // namespace

Page page(const Visit& visit, const Settings& settings) {
  Writer writer(visit, settings);
  std::visit([&writer](const auto& state) { writer.write(state); }, visit.state);
  return std::move(writer).done();
}

}  // namespace visit
