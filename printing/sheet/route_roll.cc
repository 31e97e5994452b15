// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/route_roll.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "kiosk/visit/catalogue.h"
#include "printing/sheet/history_rows.h"
#include "printing/sheet/paper_dates.h"
#include "printing/sheet/roll_form.h"
#include "printing/sheet/route_map.h"
#include "printing/sheet/shapes.h"

namespace printing {

namespace {

constexpr Type kSmall = regular(12);

struct Route {
  RollForm& form;
  Column& column;
  const visit::RouteSlip& slip;
  const SheetDetails& details;
  const PaperWords& words;

  [[nodiscard]] Compositor& sheet() const { return form.sheet(); }
  [[nodiscard]] First first() const { return details.first; }
};

std::string how_far(const Route& r) {
  const visit::Destination& to = r.slip.destination;
  const auto filled = [&](std::string_view key, std::string_view slot, int value) {
    return visit::fill(large(r.words.at(key), r.first()), {{slot, std::to_string(value)}});
  };
  return both(r.words.at("aside.on_foot"), r.first()) + "·" +
         filled("aside.minutes", "minutes", to.minutes) + "·" +
         filled("aside.metres", "metres", to.metres);
}

// Where to: the Chinese word is the largest, whoever leads the person reads it too.
void panel(const Route& r) {
  constexpr double kR = 11;
  constexpr double kX = 29;
  Column& column = r.column;
  const visit::Destination& to = r.slip.destination;
  const double top = column.y() + 3.4;
  r.sheet().add(signpost({roll::kLeft + kR, top + 8.3}, kR));
  Column beside(r.sheet(), kX, roll::kRight - kX, top);
  beside.fitted(to.word.zh, text::Weight::bold, std::array{24., 22., 20., 18.});
  beside.skip(1.4);
  const bool chinese = r.first() == First::chinese;
  if (!to.where.zh.empty()) beside.paragraph(to.where.zh, bold(chinese ? 18 : 16));
  column.move_to(std::max(beside.y(), top + 16.6));
  column.skip(1.4);
  const std::string en = to.where.en.empty() ? to.word.en : to.word.en + "·" + to.where.en;
  column.paragraph(en, chinese ? kSmall : bold(14));
  if (to.minutes > 0) {
    column.skip(Column::kLineGap);
    column.paragraph(how_far(r), kSmall);
  }
  column.skip(1.6);
  column.hairline();
  column.skip(1.8);
}

void map(const Route& r) {
  constexpr double kHeight = 46;
  const visit::RouteMap& plan = r.slip.destination.map;
  if (plan.way.empty()) return;
  r.column.skip(2.4);
  route_map(r.sheet(), plan, {roll::kLeft, r.column.y(), roll::kWidth, kHeight},
            {.paper = Paper::roll, .first = r.first(), .here = r.words.at("map.here")});
  r.column.skip(kHeight);
}

void steps(const Route& r) {
  constexpr double kR = 3.3;
  constexpr double kIndent = 9;
  constexpr Type kNumber = bold(14);
  Column& column = r.column;
  int number = 0;
  for (const visit::RouteStep& step : r.slip.destination.steps) {
    column.skip(2.6);
    const Point centre{roll::kLeft + kR, column.y() + kR};
    r.sheet().add(Circle{centre, kR, Ink::black});
    r.sheet().set(std::to_string(++number), kNumber,
                  {.at = {centre.x, centre.y + text::kCapHeight / 2 * kNumber.size.mm()},
                   .anchor = Anchor::centre,
                   .ink = Ink::white});
    const double end = column.y() + 2 * kR;
    const std::string zh = step.middle.empty() ? step.head.zh : step.head.zh + "，" + step.middle;
    const visit::Bilingual said{zh, step.head.en};
    column.paragraph(large(said, r.first()), bold(16), kIndent);
    column.skip(Column::kLineGap);
    column.paragraph(small(said, r.first()), kSmall, kIndent);
    column.move_to(std::max(column.y(), end));
  }
  column.skip(2.4);
}

// A question and its answer in a cell at the right; what matters stands out, what is not known is
// framed. The question takes as many lines as it needs: a list is never shortened here.
void history_row(const Route& r, const visit::HistoryRow& row) {
  constexpr double kInset = 2.4;
  constexpr double kAir = 1.45;
  Column& column = r.column;
  const bool heavy = matters(row.answer);
  const bool framed = row.answer == visit::HistoryAnswer::unsure;
  const Type type{{15}, heavy ? text::Weight::bold : text::Weight::regular};
  const std::string& answer = large(r.words.at(key_of(row.answer)), r.first());
  column.skip(kAir);
  const double top = column.y();
  const Box said = r.sheet().measure(answer, type);
  const Box cell{column.right() - said.w - 2 * kInset, top - .7, said.w + 2 * kInset, said.h + 1.4};
  if (heavy) r.sheet().add(FilledRect{cell, Ink::black});
  if (framed) r.sheet().add(Frame{cell, .5});
  r.sheet().set(answer, type,
                {.at = {cell.x + kInset, top - said.y}, .ink = heavy ? Ink::white : Ink::black});

  Column words(r.sheet(), column.left(), cell.x - 2 - column.left(), top);
  const std::size_t all = items_of(row);
  const visit::Secret zh = said_zh(row, r.words, all);
  if (r.first() == First::chinese) {
    words.paragraph(zh.reveal(), type);
  } else {
    const visit::Secret en = said_en(row, r.words, all);
    words.paragraph(en.reveal(), type);
    words.skip(Column::kLineGap);
    words.paragraph(zh.reveal(), kSmall);
  }
  column.move_to(std::max(words.y(), top + said.h));
  column.skip(kAir);
  column.hairline();
}

void history(const Route& r) {
  Column& column = r.column;
  column.rule(.8);
  column.skip(1.8);
  column.pair(r.words.at("history.title"), r.first(), bold(16), kSmall);
  column.skip(Column::kLineGap);
  if (r.slip.history.empty()) {
    for (const char* key : {"history.not_asked", "history.tell"}) {
      column.skip(1.4);
      column.paragraph(large(r.words.at(key), r.first()), bold(16));
      column.skip(Column::kLineGap);
      column.paragraph(small(r.words.at(key), r.first()), kSmall);
    }
    column.skip(2);
    column.hairline();
    column.skip(1.6);
    return;
  }
  column.paragraph(both(r.words.at(key_of(r.slip.answered_by)), r.first()), kSmall);
  column.skip(1.2);
  column.hairline();
  for (const visit::HistoryRow& row : r.slip.history) history_row(r, row);
  column.skip(1.8);
  column.paragraph(large(r.words.at("history.declare"), r.first()), regular(14));
  column.skip(Column::kLineGap);
  column.paragraph(small(r.words.at("history.declare"), r.first()), kSmall);
  for (const char* key : {"sheet.sign", "sheet.staff"}) {
    column.skip(6);
    column.pen_line(r.words.at(key), r.first());
  }
  column.skip(3.4);
  column.hairline();
  column.skip(1.6);
}

void foot(const Route& r) {
  const visit::WallTime time = visit::wall_time(r.details.printed_at);
  const auto filled = [&](std::string_view key, const visit::Slots& slots) {
    return visit::fill(r.words.at(key).zh, slots);
  };
  const bool asked = !r.slip.history.empty();
  r.form.foot(
      std::vector{
          filled("roll.printed", {{"date", day_iso(time.date)}, {"time", time_of_day(time)}}),
          filled("roll.at", {{"place", r.details.place}, {"machine", r.details.machine}}),
          r.words.at("roll.fades").zh,
          filled(asked ? "line.form" : "line.routing",
                 {{"form", r.slip.form}, {"routing", r.slip.routing}}),
          r.words.at("line.colour").zh},
      RollForm::SerialCode::beside);
}

}  // namespace

tl::expected<Sheet, SheetTrouble> route_roll(const visit::RouteSlip& slip,
                                             const SheetDetails& details, const PaperWords& words,
                                             text::Faces& faces) {
  RollForm form("Route and history slip", details, words, faces);
  const Route r{form, form.column(), slip, details, words};
  form.head(words.at("sheet.title"));
  panel(r);
  form.person(slip.name.reveal(), slip.number.reveal());
  map(r);
  steps(r);
  history(r);
  foot(r);
  return std::move(form).finish();
}

}  // namespace printing
