// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/route_slip.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "kiosk/visit/catalogue.h"
#include "printing/sheet/code_box.h"
#include "printing/sheet/history_rows.h"
#include "printing/sheet/languages.h"
#include "printing/sheet/main_panel.h"
#include "printing/sheet/name_parts.h"
#include "printing/sheet/route_map.h"
#include "printing/sheet/route_roll.h"
#include "printing/sheet/route_steps.h"

namespace printing {

namespace {

constexpr PhraseForm kPhrases[] = {
    {"sheet.title", ""},
    {"aside.on_foot", ""},
    {"aside.minutes", "minutes"},
    {"aside.metres", "metres"},
    {"map.here", ""},
    {"history.title", ""},
    {"history.brief", ""},
    {"history.said", "question detail"},
    {"history.more", "list count"},
    {"history.not_asked", ""},
    {"history.tell", ""},
    {"history.declare", ""},
    {"by.self", ""},
    {"by.relative", ""},
    {"by.staff", ""},
    {"answer.no", ""},
    {"answer.yes", ""},
    {"answer.unsure", ""},
    {"answer.normal", ""},
    {"answer.high", ""},
    {"line.colour", "", false},
    {"line.form", "form routing", false},
    {"line.routing", "routing", false},
};

constexpr Type kSmall = regular(12);

struct RouteSheet {
  Compositor& sheet;
  const visit::RouteSlip& slip;
  const SheetDetails& details;
  const PaperWords& words;

  [[nodiscard]] First first() const { return details.first; }
};

std::optional<a4::Aside> how_far(const RouteSheet& r) {
  const visit::Destination& to = r.slip.destination;
  if (to.minutes == 0) return {};
  return a4::Aside{both(r.words.at("aside.on_foot"), r.first()), false,
                   visit::fill(large(r.words.at("aside.minutes"), r.first()),
                               {{"minutes", std::to_string(to.minutes)}}),
                   visit::fill(large(r.words.at("aside.metres"), r.first()),
                               {{"metres", std::to_string(to.metres)}})};
}

void panel(const RouteSheet& r) {
  const visit::Destination& to = r.slip.destination;
  visit::Bilingual where = to.where;
  where.en = where.en.empty() ? to.word.en : to.word.en + "·" + where.en;
  a4::main_panel(r.sheet, signpost(a4::kPanelShape, a4::kPanelShapeRadius),
                 {{to.word.zh, ""}, where, how_far(r)}, r.first());
}

// Whose it is, on one line. False: the number had no room on it.
bool person(const RouteSheet& r) {
  constexpr double kBaseline = 75;
  constexpr double kGap = 4;
  constexpr double kNumberGap = 6;
  constexpr double kPoints[][2] = {{30, 20}, {24, 20}, {20, 18}, {18, 16}};
  Compositor& sheet = r.sheet;
  const Box label = a4::label(sheet, r.words.at("sheet.name"), r.first(), {a4::kLeft, kBaseline});
  const double x = std::max(43., label.right() + 3);
  const double number = sheet.measure(r.slip.number.reveal(), bold(20)).w;
  const NameParts name = parted(r.slip.name.reveal());
  for (const auto& [points, other_points] : kPoints) {
    const double first = sheet.measure(name.name, bold(points)).w;
    const double other = name.other_script.empty()
                             ? 0
                             : kGap + sheet.measure(name.other_script, bold(other_points)).w;
    const bool beside =
        points == kPoints[0][0] && x + first + other + kNumberGap + number <= a4::kRight;
    if (!beside && x + first + other > a4::kRight) continue;
    sheet.set(name.name, bold(points), {.at = {x, kBaseline}});
    if (other > 0) {
      sheet.set(name.other_script, bold(other_points), {.at = {x + first + kGap, kBaseline}});
    }
    if (beside) {
      sheet.set(r.slip.number.reveal(), bold(20),
                {.at = {a4::kRight, kBaseline}, .anchor = Anchor::right});
    }
    return beside;
  }
  sheet.refuse(SheetTrouble::name_does_not_fit);
  return true;
}

void way(const RouteSheet& r) {
  constexpr Box kFrame{a4::kLeft, 80, kMapWidth, 62};
  const visit::Destination& to = r.slip.destination;
  const bool map = !to.map.way.empty();
  if (map) {
    route_map(r.sheet, to.map, kFrame,
              {.paper = Paper::a4, .first = r.first(), .here = r.words.at("map.here")});
  }
  route_steps(r.sheet, to.steps, {.beside_map = map, .first = r.first()});
}

// Title left, who answered right; the number between them if it had no room above.
void history_head(const RouteSheet& r, bool with_number) {
  constexpr double kBaseline = 159.5;
  constexpr std::array kSizes = {20., 18., 16., 14.};
  Compositor& sheet = r.sheet;
  double end = a4::kRight;
  if (!r.slip.history.empty()) {
    const std::string by = both(r.words.at(key_of(r.slip.answered_by)), r.first());
    end = sheet.set(by, kSmall, {.at = {a4::kRight, kBaseline}, .anchor = Anchor::right}).x - 4;
  }
  const visit::Bilingual& title = r.words.at(with_number ? "history.brief" : "history.title");
  const std::string_view beside =
      with_number ? r.slip.number.reveal() : std::string_view(small(title, r.first()));
  const Type type = with_number ? bold(16) : kSmall;
  const double room = end - a4::kLeft - 3 - sheet.measure(beside, type).w;
  const Box box = a4::fitted(sheet, large(title, r.first()), text::Weight::bold, kSizes,
                             {.at = {a4::kLeft, kBaseline}, .widest = room});
  sheet.set(beside, type, {.at = {box.right() + 3, kBaseline}});
}

void answers(const RouteSheet& r) {
  history_rows(r.sheet, r.slip.history, r.words, r.first(), 162.5, 235.4);
  const visit::Bilingual& declare = r.words.at("history.declare");
  r.sheet.set(both(declare, r.first()), kSmall, {.at = {a4::kLeft, 241.9}, .widest = a4::kWidth});
  a4::pen_line(r.sheet, r.words.at("sheet.sign"), r.first(), {a4::kLeft, 251.8}, 42, 101);
  a4::pen_line(r.sheet, r.words.at("sheet.staff"), r.first(), {107, 251.8}, 147, a4::kRight);
}

// Nobody was asked: that is said, and what the person tells the doctor instead.
void not_asked(const RouteSheet& r) {
  constexpr double kPitch = 2.4;
  r.sheet.add(Line{{a4::kLeft, 162.5}, {a4::kRight, 162.5}, .3});
  double top = 169;
  const auto paragraph = [&](std::string_view words, Type type) {
    const auto lines = r.sheet.lines(words, type, a4::kWidth, text::Breaks::plain);
    if (!lines) return r.sheet.refuse(SheetTrouble::words_do_not_fit);
    for (const visit::Secret& line : *lines) {
      r.sheet.set(line.reveal(), type, {.at = {a4::kLeft, top + kAscent * type.size.mm()}});
      top += type.size.mm() + kPitch;
    }
  };
  for (const char* key : {"history.not_asked", "history.tell"}) {
    const visit::Bilingual& words = r.words.at(key);
    paragraph(large(words, r.first()), bold(24));
    top -= .5;
    paragraph(small(words, r.first()), kSmall);
    top += 6;
  }
}

void foot(const RouteSheet& r) {
  constexpr a4::Foot kFoot{.rule = 258, .widest = 159};
  constexpr Point kCode{177.5, 264};
  constexpr double kCodeSide = 14;
  const visit::Slots versions{{"form", r.slip.form}, {"routing", r.slip.routing}};
  const bool asked = !r.slip.history.empty();
  const std::string lines[] = {
      r.words.at("line.colour").zh,
      visit::fill(r.words.at(asked ? "line.form" : "line.routing").zh, versions),
      a4::made_line(r.words, r.details)};
  a4::foot(r.sheet, lines, kFoot);
  serial_code(r.sheet, r.details.serial, kCode, kCodeSide, r.details.dots_per_inch);
}

}  // namespace

const WordsForm kRouteSlipWords{"route_slip.toml", kPhrases};

tl::expected<Sheet, SheetTrouble> route_slip(const visit::RouteSlip& slip,
                                             const SheetDetails& details, const PaperWords& words,
                                             text::Faces& faces) {
  if (details.paper == Paper::roll) return route_roll(slip, details, words, faces);
  Compositor sheet(a4::blank("Route and history slip", details.printed_at), faces);
  const RouteSheet r{sheet, slip, details, words};
  a4::letterhead(sheet, details, words);
  panel(r);
  const bool with_number = person(r);
  way(r);
  a4::fold(sheet);
  history_head(r, !with_number);
  if (slip.history.empty()) {
    not_asked(r);
  } else {
    answers(r);
  }
  foot(r);
  return std::move(sheet).finish();
}

}  // namespace printing
