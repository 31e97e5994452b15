// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/health_card.h"

#include <array>
#include <cmath>
#include <numbers>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "kiosk/visit/catalogue.h"
#include "printing/sheet/code_box.h"
#include "printing/sheet/expiry_frame.h"
#include "printing/sheet/languages.h"
#include "printing/sheet/main_panel.h"
#include "printing/sheet/name_block.h"
#include "printing/sheet/paper_dates.h"

namespace printing {

namespace {

constexpr PhraseForm kPhrases[] = {
    {"sheet.title", ""},     {"panel.word", ""},        {"panel.second", ""},
    {"expiry.days", "days"}, {"how.title", ""},         {"how.cut", ""},
    {"how.fold", ""},        {"how.show", ""},          {"card.title", ""},
    {"card.with_card", ""},  {"card.scan", ""},         {"card.serial", ""},
    {"card.found", ""},      {"line.check", "", false}, {"line.lost", "", false},
};

// ISO/IEC 7810 ID-1 twice, side by side: folded it goes where a bank card goes.
constexpr Box kCard{19.4, 186, 171.2, 54};
constexpr double kRadius = 3.18;
constexpr double kCutLine = .35;
constexpr double kFoldX = 105;
constexpr double kFoldClear = 2;
constexpr double kSmallest = 9;  // on the card alone: it is held close
constexpr double kFrontX = 24.4;
constexpr double kFrontEnd = 100;
constexpr double kBackX = 155;
constexpr double kBackEnd = 188;

struct CardSheet {
  Compositor& sheet;
  const visit::HealthCard& card;
  const SheetDetails& details;
  const PaperWords& words;
};

void how_to(const CardSheet& c) {
  const First first = c.details.first;
  a4::label(c.sheet, c.words.at("how.title"), first, {a4::kLeft, 160.5}, bold(20));
  constexpr double kDisc = 5;
  constexpr double kAfterDisc = kDisc + 2;
  struct Step {
    std::string_view key;
    double x, end;
  };
  constexpr Step kSteps[] = {
      {"how.cut", 20, 72}, {"how.fold", 78, 132}, {"how.show", 138, a4::kRight}};
  // All in one size: the largest that fits each.
  Type head = bold(16);
  for (const Step& step : kSteps) {
    const std::string& words = large(c.words.at(step.key), first);
    while (head.size.value > 12 &&
           c.sheet.measure(words, head).w > step.end - step.x - kAfterDisc) {
      --head.size.value;
    }
  }
  int number = 1;
  for (const Step& step : kSteps) {
    c.sheet.add(Circle{{step.x, 170}, kDisc, Ink::black});
    const Type type = bold(16);
    c.sheet.set(std::to_string(number++), type,
                {.at = {step.x, 170 + text::kCapHeight / 2 * type.size.mm()},
                 .anchor = Anchor::centre,
                 .ink = Ink::white});
    const visit::Bilingual& words = c.words.at(step.key);
    const double x = step.x + kAfterDisc;
    const double widest = step.end - x;
    c.sheet.set(large(words, first), head, {.at = {x, 169.4}, .widest = widest});
    c.sheet.set(small(words, first), regular(12), {.at = {x, 175}, .widest = widest});
  }
}

// Along this line it is cut: straight sides and round corners.
void outline(Compositor& sheet) {
  const auto [x, y, w, h] = kCard;
  const double r = kRadius;
  sheet.add(Line{{x + r, y}, {x + w - r, y}, kCutLine});
  sheet.add(Line{{x + r, y + h}, {x + w - r, y + h}, kCutLine});
  sheet.add(Line{{x, y + r}, {x, y + h - r}, kCutLine});
  sheet.add(Line{{x + w, y + r}, {x + w, y + h - r}, kCutLine});
  struct Corner {
    Point centre;
    double from;  // quarters of a turn
  };
  for (const Corner& corner : {Corner{{x + r, y + r}, 2}, Corner{{x + w - r, y + r}, 3},
                               Corner{{x + w - r, y + h - r}, 0}, Corner{{x + r, y + h - r}, 1}}) {
    constexpr int kSteps = 12;
    std::vector<Point> arc;
    for (int i = 0; i <= kSteps; ++i) {
      const double angle = (corner.from + static_cast<double>(i) / kSteps) * std::numbers::pi / 2;
      arc.push_back({corner.centre.x + r * std::cos(angle), corner.centre.y + r * std::sin(angle)});
    }
    sheet.add(Polyline{std::move(arc), kCutLine, Ink::black});
  }
  sheet.add(Dashes{{kFoldX, 182}, {kFoldX, 244}, .3, 2, 2});
  sheet.keep_out({{kFoldX - kFoldClear, kCard.y, 2 * kFoldClear, kCard.h}, "card's fold"});
  sheet.add(scissors({166.6, kCard.y}));
}

// One line of the name, or two smaller ones.
void name_on_card(const CardSheet& c) {
  const NameParts name = parted(c.card.name.reveal());
  constexpr a4::NameStep kOneScript[] = {
      {20, 0, 1}, {16, 0, 2}, {14, 0, 2}, {12, 0, 2}, {10, 0, 2}};
  constexpr a4::NameStep kTwoScripts[] = {{16, 14, 1}, {14, 14, 1}, {14, 12, 1}};
  const bool two = !name.other_script.empty();
  for (const a4::NameStep& step :
       two ? std::span<const a4::NameStep>(kTwoScripts) : std::span(kOneScript)) {
    const auto lines = a4::name_lines(c.sheet, name, step, kFrontEnd - kFrontX);
    if (!lines) continue;
    const double baseline = lines->size() == 1 ? 206 : 203.4;
    const auto baselines = a4::name_baselines(*lines, baseline, 6.4, 197.3, 212.1);
    if (!baselines) continue;
    for (std::size_t i = 0; i < lines->size(); ++i) {
      c.sheet.set((*lines)[i].words.reveal(), (*lines)[i].type, {.at = {kFrontX, (*baselines)[i]}});
    }
    return;
  }
  c.sheet.refuse(SheetTrouble::name_does_not_fit);
}

void front(const CardSheet& c) {
  const First first = c.details.first;
  Compositor& sheet = c.sheet;
  const Type tiny = regular(kSmallest);
  const visit::Bilingual& title = c.words.at("card.title");
  const Box head = sheet.set(large(title, first), bold(12), {.at = {kFrontX, 194.2}});
  sheet.set(
      small(title, first), tiny,
      {.at = {kFrontEnd, 194.2}, .anchor = Anchor::right, .widest = kFrontEnd - head.right() - 2});
  sheet.add(FilledRect{{kFrontX, 196.4, kFrontEnd - kFrontX, .5}, Ink::black});
  name_on_card(c);
  sheet.set(c.card.number.reveal(), bold(14),
            {.at = {kFrontX, 216.6}, .widest = kFrontEnd - kFrontX});

  const Box bar{kFrontX, 219, kFrontEnd - kFrontX, 10.6};
  sheet.add(FilledRect{bar, Ink::black});
  const visit::Bilingual& until = c.words.at("sheet.valid_until");
  sheet.set(large(until, first), tiny, {.at = {bar.x + 2, 223.2}, .ink = Ink::white});
  sheet.set(small(until, first), tiny, {.at = {bar.x + 2, 227.6}, .ink = Ink::white});
  const visit::WallTime end = last_moment(c.card.slip.expires_at);
  const std::string day =
      first == First::chinese ? year_zh(end.date) + day_zh(end.date) : day_en(end.date);
  constexpr std::array kSizes = {20., 18., 16.};
  a4::fitted(sheet, day, text::Weight::bold, kSizes,
             {.at = {98, 226.8}, .anchor = Anchor::right, .ink = Ink::white, .widest = 54});
  sheet.set(both(c.words.at("card.with_card"), first), tiny,
            {.at = {kFrontX, 235.2}, .widest = kFrontEnd - kFrontX});
}

void back(const CardSheet& c) {
  constexpr Box kQuiet{110.3, 191.35, 43.3, 43.3};
  constexpr double kLargest = 40;
  const First first = c.details.first;
  Compositor& sheet = c.sheet;
  signed_code(sheet, c.card.slip.qr.reveal(), kQuiet, kLargest, c.details.dots_per_inch);

  constexpr double kWidth = kBackEnd - kBackX;
  const visit::Bilingual& scan =
      c.words.at(c.details.practice ? "sheet.scan_practice" : "card.scan");
  const Type tiny = regular(kSmallest);
  double baseline = 197.5;
  for (const std::string_view line : lines_of(large(scan, first))) {
    constexpr std::array kSizes = {16., 14., 12.};
    a4::fitted(sheet, line, text::Weight::bold, kSizes,
               {.at = {kBackX, baseline}, .widest = kWidth});
    baseline += 6.7;
  }
  std::string below;
  for (const std::string_view line : lines_of(small(scan, first))) {
    // Ideographs need no space between them.
    if (!below.empty() && first == First::chinese) below += ' ';
    below += line;
  }
  sheet.set(below, tiny, {.at = {kBackX, 209}, .widest = kWidth});
  const visit::Bilingual& serial = c.words.at("card.serial");
  sheet.set(both(serial, first), tiny, {.at = {kBackX, 217}, .widest = kWidth});
  // A serial breaks before its number of the day.
  const std::string& whole = c.details.serial;
  const std::size_t half = whole.find('-', whole.find('-') + 1);
  sheet.set(whole.substr(0, half), bold(10), {.at = {kBackX, 221.4}, .widest = kWidth});
  if (half != whole.npos) {
    sheet.set(whole.substr(half), bold(10), {.at = {kBackX, 225.6}, .widest = kWidth});
  }
  const visit::Bilingual& found = c.words.at("card.found");
  sheet.set(large(found, first), tiny, {.at = {kBackX, 231.6}, .widest = kWidth});
  sheet.set(small(found, first), tiny, {.at = {kBackX, 235.4}, .widest = kWidth});
}

void foot(const CardSheet& c) {
  constexpr a4::Foot kFoot{.rule = 256};
  const std::string lines[] = {
      a4::issuer_line(c.sheet, c.words, c.card.issuer, c.card.policy, kFoot),
      c.words.at("line.check").zh, a4::made_line(c.words, c.details), c.words.at("line.lost").zh};
  a4::foot(c.sheet, lines, kFoot);
}

}  // namespace

const WordsForm kHealthCardWords{"health_card.toml", kPhrases};

tl::expected<Sheet, SheetTrouble> health_card(const visit::HealthCard& card,
                                              const SheetDetails& details, const PaperWords& words,
                                              text::Faces& faces) {
  if (details.paper != Paper::a4) return tl::unexpected(SheetTrouble::not_on_this_paper);
  Sheet blank = a4::blank("Offline health-code card", details.printed_at);
  blank.small_print = {kCard, {kSmallest}};
  Compositor sheet(std::move(blank), faces);
  const CardSheet c{sheet, card, details, words};
  a4::letterhead(sheet, details, words);
  a4::main_panel(sheet, scan_frame(a4::kPanelShape, .9 * a4::kPanelShapeRadius),
                 {{words.at("panel.word").zh, ""}, words.at("panel.second"), {}}, details.first);
  constexpr a4::NamePlace kPlace{.width = a4::kWidth, .lower = .5};
  a4::name_block(sheet, card.name, card.number, words, details.first, kPlace);
  const visit::Date last = last_moment(card.slip.expires_at).date;
  const int days = visit::days_between(visit::wall_time(details.printed_at).date, last);
  const visit::Bilingual& lasts = words.at("expiry.days");
  a4::expiry_frame(sheet, details, words, card.slip.expires_at,
                   visit::fill(small(lasts, details.first), {{"days", std::to_string(days)}}));
  how_to(c);
  outline(sheet);
  front(c);
  back(c);
  foot(c);
  return std::move(sheet).finish();
}

}  // namespace printing
