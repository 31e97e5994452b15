// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/status_roll.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "kiosk/visit/catalogue.h"
#include "printing/sheet/paper_dates.h"
#include "printing/sheet/roll_form.h"
#include "printing/sheet/slip_rows.h"

namespace printing {

namespace {

// Thermal paper in a warm pocket is still read after a week.
constexpr std::chrono::days kFades{7};
constexpr Type kSmall = regular(12);

struct Slip {
  RollForm& form;
  Column& column;
  const visit::Certificate& certificate;
  const SheetDetails& details;
  const PaperWords& words;

  [[nodiscard]] Compositor& sheet() const { return form.sheet(); }
  [[nodiscard]] const visit::HealthCode& code() const { return certificate.verdict.code; }
  [[nodiscard]] const visit::Bilingual& by_colour(std::string_view section) const {
    return words.at(fmt::format("{}.{}", section, key_of(certificate.verdict.colour)));
  }
};

Type in_two_lines(Compositor& sheet, std::string_view words, double width) {
  const auto lines = sheet.lines(words, bold(14), width, text::Breaks::plain);
  return bold(lines && lines->size() <= 2 ? 14 : 12);
}

// What: the shape and the word, large enough for a guard two steps away.
void panel(const Slip& slip) {
  constexpr double kX = 31;
  constexpr double kR = 12;
  Compositor& sheet = slip.sheet();
  const double top = slip.column.y() + 3;
  // A triangle's outline reaches beyond its radius, and past what the print head reaches.
  const bool triangle = slip.certificate.verdict.colour == visit::Colour::yellow;
  sheet.add(health_shape(slip.certificate.verdict.colour, {roll::kLeft + kR, top + kR},
                         triangle ? kR - .8 : kR, Palette::mono));

  // The word's Chinese is the largest in either order: a guard reads it.
  const visit::Bilingual& word = slip.by_colour("colour");
  const visit::Bilingual& meaning = slip.by_colour("meaning");
  const Box zh = sheet.set(word.zh, bold(36), {.at = {kX, top + 11.6}});
  const double x = zh.right() + 2;
  sheet.set(word.en, bold(12), {.at = {x, top + 11.6}, .widest = roll::kRight - x});
  double bottom = top + 2 * kR;
  if (slip.details.first == First::chinese) {
    sheet.set(meaning.zh, bold(20), {.at = {kX, top + 21.4}, .widest = roll::kRight - kX});
  } else {
    Column beside(sheet, kX, roll::kRight - kX, top + 14.4);
    beside.paragraph(meaning.en, in_two_lines(sheet, meaning.en, beside.width()));
    beside.skip(Column::kLineGap);
    beside.paragraph(meaning.zh, kSmall);
    bottom = std::max(bottom, beside.y());
  }
  slip.column.move_to(bottom);
}

void as_of(const Slip& slip) {
  constexpr double kBarInset = 1.1;
  Column& column = slip.column;
  const visit::WallTime time = visit::wall_time(slip.code().as_of);
  const std::string day =
      slip.details.first == First::chinese ? day_zh(time.date) : day_en_short(time.date);
  const std::string value = day + " " + time_of_day(time);
  column.skip(2.2);
  if (slip.code().source != visit::Source::kept) {
    column.sides({both(slip.words.at("roll.as_of"), slip.details.first), kSmall},
                 {value, bold(16)});
  } else {
    const std::string text = both(slip.words.at("sheet.not_live"), slip.details.first);
    const Box label = slip.sheet().measure(text, bold(12));
    const Box box = slip.sheet().measure(value, bold(16));
    const double baseline = column.y() + kBarInset - box.y;
    slip.sheet().add(FilledRect{
        {roll::kLeft, baseline + label.y - kBarInset, label.w + 4, label.h + 2 * kBarInset},
        Ink::black});
    slip.sheet().set(text, bold(12), {.at = {roll::kLeft + 2, baseline}, .ink = Ink::white});
    slip.sheet().set(
        value, bold(16),
        {.at = {roll::kRight, baseline}, .anchor = Anchor::right, .widest = 68 - label.w});
    column.move_to(std::max(baseline + box.bottom(), baseline + label.bottom() + kBarInset));
  }
  column.skip(1.4);
  column.hairline();
  column.skip(1.8);
}

// Until when: the largest thing after the word and the name.
void expiry(const Slip& slip) {
  constexpr double kBar = 8;
  constexpr double kHeight = 29;
  constexpr double kValue = 67;  // as wide as it may be
  Column& column = slip.column;
  Compositor& sheet = slip.sheet();
  const double top = column.y();
  sheet.add(Frame{{roll::kLeft, top, roll::kWidth, kHeight}, .8});
  sheet.add(FilledRect{{roll::kLeft, top, roll::kWidth, kBar}, Ink::black});
  const visit::Bilingual& head = slip.words.at("sheet.valid_until");
  const First first = slip.details.first;
  sheet.set(large(head, first), bold(16), {.at = {roll::kLeft + 3, top + 6}, .ink = Ink::white});
  sheet.set(small(head, first), kSmall,
            {.at = {roll::kRight - 3, top + 6}, .anchor = Anchor::right, .ink = Ink::white});

  const visit::WallTime end = last_moment(slip.certificate.slip.expires_at);
  const bool chinese = first == First::chinese;
  const std::string value =
      (chinese ? day_zh(end.date) : day_en_short(end.date)) + " " + time_of_day(end);
  const std::string below =
      chinese ? year_zh(end.date) + " " + weekday_zh(end.weekday) + " " + day_en_short(end.date)
              : year_zh(end.date) + day_zh(end.date) + " " + weekday_zh(end.weekday);
  const double middle = (roll::kLeft + roll::kRight) / 2;
  Column inside(sheet, middle - kValue / 2, kValue, top + 10.6);
  inside.fitted(value, text::Weight::bold, std::array{28., 26., 24., 22.}, Anchor::centre);
  sheet.set(below, bold(14),
            {.at = {middle, top + 26}, .anchor = Anchor::centre, .widest = kValue});
  column.move_to(top + kHeight);
}

void section(const Slip& slip, const Row& row) {
  Column& column = slip.column;
  const Type type = row.voice == Row::Voice::instruction ? bold(16) : regular(15);
  column.pair(row.label, slip.details.first, bold(14), kSmall);
  column.skip(1.4);
  for (const visit::Secret& sentence : row.large) {
    column.paragraph(sentence.reveal(), type);
    column.skip(Column::kLineGap);
  }
  for (const visit::Secret& sentence : row.small) {
    column.paragraph(sentence.reveal(), kSmall);
    column.skip(Column::kLineGap);
  }
  column.skip(.8);
  column.hairline();
  column.skip(1.6);
}

void code(const Slip& slip) {
  const bool practice = slip.details.practice;
  const visit::Bilingual& caption = slip.words.at(practice ? "sheet.scan_practice" : "roll.scan");
  slip.form.signed_code(slip.certificate.slip.qr.reveal());
  const auto centred = [&](const std::string& words, Type type) {
    slip.column.skip(Column::kLineGap);
    slip.column.line(words, type, Anchor::centre);
  };
  if (practice) {
    centred(both(caption, slip.details.first), bold(12));
  } else {
    centred(large(caption, slip.details.first), kSmall);
    centred(small(caption, slip.details.first), kSmall);
  }
  slip.column.skip(2);
  slip.column.hairline();
  slip.column.skip(1.6);
}

// Where the answer came from; whose code it was before it was told in this issuer's words.
std::string source(const Slip& slip) {
  const visit::HealthCode& code = slip.code();
  if (code.origin) {
    const bool of_facts = code.origin->word.zh.empty();
    return visit::fill(slip.words.at(of_facts ? "line.shared" : "line.origin").zh,
                       {{"name", code.origin->name.zh}, {"word", code.origin->word.zh}});
  }
  switch (code.source) {
    case visit::Source::province:
      return slip.words.at("line.live").zh;
    case visit::Source::national:
      return slip.words.at("line.national").zh;
    case visit::Source::kept:
      return slip.words.at("line.not_live").zh;
  }
  return {};
}

void foot(const Slip& slip) {
  const visit::HealthCode& code = slip.code();
  const visit::WallTime time = visit::wall_time(slip.details.printed_at);
  const auto filled = [&](std::string_view key, const visit::Slots& slots) {
    return visit::fill(slip.words.at(key).zh, slots);
  };
  slip.form.foot(
      std::vector{
          filled("roll.issuer", {{"issuer", code.issuer}}),
          filled("roll.policy", {{"policy", code.policy.name}, {"version", code.policy.version}}),
          filled("roll.printed", {{"date", day_iso(time.date)}, {"time", time_of_day(time)}}),
          filled("roll.at", {{"place", slip.details.place}, {"machine", slip.details.machine}}),
          source(slip), slip.words.at("roll.fades").zh},
      RollForm::SerialCode::none);
}

tl::expected<Sheet, SheetTrouble> drawn(const visit::Certificate& certificate,
                                        const SheetDetails& details, const PaperWords& words,
                                        text::Faces& faces, const Ration& ration) {
  RollForm form("Health status slip", details, words, faces);
  Column& column = form.column();
  const Slip slip{form, column, certificate, details, words};
  form.head(words.at("roll.title"));
  panel(slip);
  as_of(slip);
  form.person(certificate.name.reveal(), certificate.number.reveal());
  column.skip(2.2);
  expiry(slip);
  column.skip(2.8);
  for (const Row& row : slip_rows(certificate, words, ration, details.first)) section(slip, row);
  code(slip);
  foot(slip);
  return std::move(form).finish();
}

}  // namespace

tl::expected<Sheet, SheetTrouble> status_roll(const visit::Certificate& certificate,
                                              const SheetDetails& details, const PaperWords& words,
                                              text::Faces& faces) {
  if (certificate.slip.expires_at - details.printed_at > kFades) {
    return tl::unexpected(SheetTrouble::not_on_this_paper);
  }
  tl::expected<Sheet, SheetTrouble> sheet = tl::unexpected(SheetTrouble::sentences_too_long);
  for (const Ration& ration : rations(certificate.verdict.code)) {
    sheet = drawn(certificate, details, words, faces, ration);
    if (sheet || sheet.error() != SheetTrouble::sentences_too_long) break;
  }
  return sheet;
}

}  // namespace printing
