// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/registration_form.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "kiosk/visit/catalogue.h"
#include "printing/sheet/a4_form.h"
#include "printing/sheet/code_box.h"
#include "printing/sheet/languages.h"
#include "printing/sheet/paper_dates.h"

namespace printing {

namespace {

constexpr PhraseForm kPhrases[] = {
    {"sheet.title", ""},
    {"notice.why", ""},
    {"field.temperature", ""},
    {"field.number_hint", ""},
    {"field.phone", ""},
    {"field.age", ""},
    {"field.sex", ""},
    {"field.address", ""},
    {"field.relative", ""},
    {"sex.male", ""},
    {"sex.female", ""},
    {"question.title", ""},
    {"question.area", ""},
    {"question.infected", ""},
    {"question.feverish", ""},
    {"question.several", ""},
    {"question.abroad", ""},
    {"question.symptoms", ""},
    {"tick.yes", ""},
    {"tick.no", ""},
    {"tick.unsure", ""},
    {"symptom.fever", ""},
    {"symptom.cough", ""},
    {"symptom.tired", ""},
    {"symptom.smell", ""},
    {"symptom.taste", ""},
    {"symptom.blocked_nose", ""},
    {"symptom.runny_nose", ""},
    {"symptom.throat", ""},
    {"symptom.eyes", ""},
    {"symptom.muscles", ""},
    {"symptom.bowels", ""},
    {"symptom.none", ""},
    {"staff.title", ""},
    {"staff.pass", ""},
    {"staff.buffer", ""},
    {"staff.fever_clinic", ""},
    {"staff.isolate", ""},
    {"staff.signature", ""},
    {"staff.time", ""},
    {"line.tick", "", false},
    {"line.printed", "place form date time machine", false},
    {"line.printed_short", "form date time machine", false},
};

constexpr Type kSmall = regular(12);
constexpr double kBoxLine = .6;
constexpr double kTickLine = .5;
constexpr double kLabelAbove = 1.8;  // a label's baseline above its box
constexpr double kTickGap = 1.5;
constexpr double kLatinDescent = .27;  // a g reaches below the em box
constexpr double kMiddleOfEm = (kAscent - kDescent) / 2;

struct Form {
  Compositor& sheet;
  const SheetDetails& details;
  const PaperWords& words;

  [[nodiscard]] First first() const { return details.first; }
  [[nodiscard]] const visit::Bilingual& at(std::string_view key) const { return words.at(key); }
};

Box label(const Form& f, std::string_view key, const Box& box) {
  return a4::label(f.sheet, f.at(key), f.first(), {box.x, box.y - kLabelAbove}, bold(16));
}

void field(const Form& f, std::string_view key, const Box& box) {
  label(f, key, box);
  f.sheet.add(Frame{box, kBoxLine});
}

// One box a character.
void comb(Compositor& sheet, Point at, int cells, double w, double h) {
  sheet.add(Frame{{at.x, at.y, cells * w, h}, kBoxLine});
  for (int i = 1; i < cells; ++i) {
    sheet.add(Line{{at.x + i * w, at.y}, {at.x + i * w, at.y + h}, .3});
  }
}
void combs(Compositor& sheet, Point at, std::initializer_list<int> groups, double gap) {
  constexpr double kCell = 9.4;
  constexpr double kHeight = 12;
  for (const int cells : groups) {
    comb(sheet, at, cells, kCell, kHeight);
    at.x += cells * kCell + gap;
  }
}

// A box to tick with its words beside it: Chinese is one large word, English is longer and stands
// over it.
void tick(const Form& f, const visit::Bilingual& words, Point at, double side, double room,
          text::Weight weight = text::Weight::regular) {
  f.sheet.add(Frame{{at.x, at.y, side, side}, kTickLine});
  const double x = at.x + side + kTickGap;
  const double widest = room - side - kTickGap;
  const double middle = at.y + side / 2;
  if (f.first() == First::chinese) {
    const Type type{{16}, weight};
    f.sheet.set(words.zh, type,
                {.at = {x, middle + kMiddleOfEm * type.size.mm()}, .widest = widest});
  } else {
    const double em = kSmall.size.mm();
    const Type type{kSmall.size, weight};
    f.sheet.set(words.en, type, {.at = {x, middle - kLatinDescent * em}, .widest = widest});
    f.sheet.set(words.zh, type, {.at = {x, middle + kAscent * em}, .widest = widest});
  }
}

// Why this sheet, and that it costs nobody the treatment.
void notice(const Form& f) {
  constexpr Box kFrame{a4::kLeft, 27, a4::kWidth, 23};
  constexpr Point kCode{174.5, 31.6};
  constexpr double kX = 21;
  constexpr double kEnd = 168;
  f.sheet.add(Frame{kFrame, 1});
  const visit::Bilingual& why = f.at("notice.why");
  constexpr std::array kSizes = {18., 16., 15., 14.};
  double baseline = 34.6;
  for (const std::string_view line : lines_of(large(why, f.first()))) {
    a4::fitted(f.sheet, line, text::Weight::bold, kSizes,
               {.at = {kX, baseline}, .widest = kEnd - kX});
    baseline += 7.3;
  }
  std::string below;
  for (const std::string_view line : lines_of(small(why, f.first()))) {
    if (!below.empty() && f.first() == First::chinese) below += ' ';
    below += line;
  }
  f.sheet.set(below, kSmall, {.at = {kX, 47.7}, .widest = kEnd - kX});
  serial_code(f.sheet, f.details.serial, kCode, 14, f.details.dots_per_inch);
}

void fields(const Form& f) {
  Compositor& sheet = f.sheet;
  field(f, "sheet.name", {a4::kLeft, 58.4, 118.2, 13});

  constexpr double kTemperature = 58.4;
  label(f, "field.temperature", {142, kTemperature, 24, 13});
  comb(sheet, {142, kTemperature}, 2, 12, 13);
  sheet.add(Circle{{168.2, kTemperature + 11.8}, .9, Ink::black});
  comb(sheet, {170.4, kTemperature}, 1, 12, 13);
  sheet.set("℃", regular(16), {.at = {183.8, kTemperature + 6.5 + kMiddleOfEm * 5.6}});

  constexpr Point kNumber{a4::kLeft, 80.8};
  const Box number = label(f, "sheet.number", {kNumber.x, kNumber.y, 0, 0});
  sheet.set(large(f.at("field.number_hint"), f.first()), kSmall,
            {.at = {number.right() + 4, kNumber.y - kLabelAbove},
             .widest = a4::kRight - number.right() - 4});
  combs(sheet, kNumber, {6, 8, 4}, 5);

  constexpr Point kPhone{a4::kLeft, 102.2};
  label(f, "field.phone", {kPhone.x, kPhone.y, 0, 0});
  combs(sheet, kPhone, {3, 4, 4}, 3);
  field(f, "field.age", {133, 102.2, 22, 12});
  label(f, "field.sex", {162, 102.2, 0, 0});
  tick(f, f.at("sex.male"), {162, 104.2}, 8, 17.5);
  tick(f, f.at("sex.female"), {179.4, 104.2}, 8, 15.6);

  constexpr Box kAddress{a4::kLeft, 123.6, a4::kWidth, 19};
  field(f, "field.address", kAddress);
  const double middle = kAddress.y + kAddress.h / 2;
  sheet.add(Dashes{{kAddress.x + 3, middle}, {kAddress.right() - 3, middle}, .2, 1, 1.5});
}

void hairline(Compositor& sheet, double y) { sheet.add(Line{{a4::kLeft, y}, {a4::kRight, y}, .3}); }

// A question with its number; the words end before the boxes.
void question(const Form& f, int number, std::string_view key, double baseline, double end) {
  constexpr double kX = 22;
  constexpr std::array kSizes = {16., 15., 14., 13., 12.};
  f.sheet.set(std::to_string(number), regular(16), {.at = {a4::kLeft, baseline}});
  const visit::Bilingual& words = f.at(key);
  const double other = f.sheet.measure(small(words, f.first()), kSmall).w;
  const Box box = a4::fitted(f.sheet, large(words, f.first()), text::Weight::regular, kSizes,
                             {.at = {kX, baseline}, .widest = end - kX - 3 - other});
  f.sheet.set(small(words, f.first()), kSmall, {.at = {box.right() + 3, baseline}});
}

void questions(const Form& f) {
  constexpr double kTop = 160.6;
  constexpr double kPitch = 10.6;
  Compositor& sheet = f.sheet;
  a4::label(sheet, f.at("question.title"), f.first(), {a4::kLeft, 158.4}, bold(16));
  sheet.set(f.at("line.tick").zh, kSmall, {.at = {a4::kRight, 158.4}, .anchor = Anchor::right});
  double y = kTop;
  int number = 1;
  for (const char* key : {"question.area", "question.infected", "question.feverish",
                          "question.several", "question.abroad"}) {
    hairline(sheet, y);
    question(f, number++, key, y + 7.3, 129);
    // Words beside every box: no column heads to look up.
    tick(f, f.at("tick.yes"), {132, y + 1.3}, 8, 17.5);
    tick(f, f.at("tick.no"), {150, y + 1.3}, 8, 17.5);
    tick(f, f.at("tick.unsure"), {168, y + 1.3}, 8, 27);
    y += kPitch;
  }
  hairline(sheet, y);
  question(f, number, "question.symptoms", 220, a4::kRight);
}

constexpr std::size_t kColumns = 6;
constexpr double kSymptomSide = 7;

// The one that rules out the others stands out.
text::Weight weight_of(std::size_t symptom, std::size_t all) {
  return symptom + 1 == all ? text::Weight::bold : text::Weight::regular;
}

// Where the columns of symptoms begin: evenly, or as wide as their words ask for.
std::array<double, kColumns> symptom_columns(const Form& f,
                                             std::span<const std::string_view> keys) {
  constexpr double kPitch = 30.4;
  std::array<double, kColumns> widths{};
  bool even = true;
  double all = 0;
  for (std::size_t column = 0; column < kColumns; ++column) {
    for (std::size_t i = column; i < keys.size(); i += kColumns) {
      const Type type{{f.first() == First::chinese ? 16. : 12.}, weight_of(i, keys.size())};
      widths[column] =
          std::max(widths[column], f.sheet.measure(large(f.at(keys[i]), f.first()), type).w);
    }
    widths[column] += kSymptomSide + kTickGap;
    const bool last = column + 1 == kColumns;
    even = even && widths[column] + .5 <= (last ? a4::kWidth - kPitch * (kColumns - 1) : kPitch);
    all += widths[column];
  }
  const double air = (a4::kWidth - all) / static_cast<double>(kColumns - 1);
  std::array<double, kColumns> columns{};
  double x = a4::kLeft;
  for (std::size_t column = 0; column < kColumns; ++column) {
    columns[column] = x;
    x += even ? kPitch : widths[column] + air;
  }
  return columns;
}

void symptoms(const Form& f) {
  constexpr std::array<std::string_view, 2 * kColumns> kKeys = {
      "symptom.fever", "symptom.cough",        "symptom.tired",      "symptom.smell",
      "symptom.taste", "symptom.blocked_nose", "symptom.runny_nose", "symptom.throat",
      "symptom.eyes",  "symptom.muscles",      "symptom.bowels",     "symptom.none"};
  const auto columns = symptom_columns(f, kKeys);
  for (std::size_t i = 0; i < kKeys.size(); ++i) {
    const Point at{columns[i % kColumns], i < kColumns ? 223.4 : 232.6};
    const std::size_t next = i % kColumns + 1;
    tick(f, f.at(kKeys[i]), at, kSymptomSide,
         (next < kColumns ? columns[next] : a4::kRight) - at.x + .01, weight_of(i, kKeys.size()));
  }
  hairline(f.sheet, 242.5);
}

// Staff read Chinese first, whoever fills in the rest.
void staff(const Form& f) {
  constexpr Box kFrame{a4::kLeft, 255, a4::kWidth, 22.8};
  constexpr double kCell = 24;
  Compositor& sheet = f.sheet;
  sheet.add(Frame{kFrame, 1});
  sheet.add(FilledRect{{kFrame.x, kFrame.y, kCell, kFrame.h}, Ink::black});
  const visit::Bilingual& title = f.at("staff.title");
  Spot spot{{kFrame.x + kCell / 2, 262.6}, Anchor::centre, Ink::white, kCell - 2};
  for (const std::string_view line : lines_of(title.zh)) {
    sheet.set(line, bold(16), spot);
    spot.at.y += 6;
  }
  spot.at.y += .3;
  sheet.set(title.en, kSmall, spot);

  struct Way {
    std::string_view key;
    double x;
  };
  for (const Way& way : {Way{"staff.pass", 43}, Way{"staff.buffer", 76},
                         Way{"staff.fever_clinic", 115}, Way{"staff.isolate", 158}}) {
    sheet.add(Frame{{way.x, 257.4, 8, 8}, kTickLine});
    const visit::Bilingual& words = f.at(way.key);
    sheet.set(words.zh, bold(16), {.at = {way.x + 9.8, 262.2}});
    sheet.set(words.en, kSmall, {.at = {way.x + 9.8, 267.2}});
  }
  const auto pen = [&](std::string_view key, double x, double end) {
    const Box words = sheet.set(both(f.at(key), First::chinese), regular(14), {.at = {x, 274.2}});
    sheet.add(Line{{words.right() + 2, 275.2}, {end, 275.2}, .3});
  };
  pen("staff.signature", 43, 128);
  pen("staff.time", 131, 191);
}

void last_line(const Form& f, const visit::RegistrationForm& form) {
  const visit::WallTime time = visit::wall_time(f.details.printed_at);
  const visit::Slots slots{{"place", f.details.place},
                           {"form", form.form},
                           {"date", day_iso(time.date)},
                           {"time", time_of_day(time)},
                           {"machine", f.details.machine}};
  std::string line = visit::fill(f.at("line.printed").zh, slots);
  // The serial names the machine, and with it the place.
  if (!a4::fits_foot(f.sheet, line)) line = visit::fill(f.at("line.printed_short").zh, slots);
  f.sheet.set(line, kSmall, {.at = {a4::kLeft, 284.8}, .widest = a4::kWidth});
}

}  // namespace

const WordsForm kRegistrationFormWords{"registration_form.toml", kPhrases};

tl::expected<Sheet, SheetTrouble> registration_form(const visit::RegistrationForm& form,
                                                    const SheetDetails& details,
                                                    const PaperWords& words, text::Faces& faces) {
  if (details.paper != Paper::a4) return tl::unexpected(SheetTrouble::not_on_this_paper);
  Compositor sheet(a4::blank("Registration by hand", details.printed_at), faces);
  const Form f{sheet, details, words};
  a4::letterhead(sheet, details, words);
  notice(f);
  fields(f);
  a4::fold(sheet);
  questions(f);
  symptoms(f);
  a4::pen_line(sheet, words.at("sheet.sign"), details.first, {a4::kLeft, 250.6}, 43, 99);
  a4::pen_line(sheet, words.at("field.relative"), details.first, {105, 250.6}, 159, a4::kRight);
  staff(f);
  last_line(f, form);
  return std::move(sheet).finish();
}

}  // namespace printing
