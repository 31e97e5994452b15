// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rows.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace ui {

namespace {

using visit::Icon;
using Health = visit::block::Row::Health;

double air(const Composer& c) { return upright(c) ? 6 : 4; }
double icon_side(const Composer& c) { return upright(c) ? 10.5 : 9; }

constexpr double kPillGap = 2.5, kPillIcon = 8.5;
double pill_pad(const Composer& c) { return upright(c) ? 4 : 2.5; }
double pill_height(const Composer& c) {
  return std::max(upright(c) ? 17.0 : 15.5, c.line(Type::body));
}
double pill_width(const Composer& c, const visit::Words& words) {
  const double word = c.width(words, {Type::body, true, {}}) + kRounding;
  return std::max(upright(c) ? 45.0 : 38.0, kPillIcon + kPillGap + word + 2 * pill_pad(c));
}

struct Sign {
  Icon icon;
  const VerdictColours* colours;
};
Sign sign_of(const Colours& k, Health health) {
  switch (health) {
    case Health::fine:
      return {Icon::check, &k.green};
    case Health::watch:
      return {Icon::warn, &k.yellow};
    case Health::out:
      return {Icon::cross, &k.red};
    case Health::none:
    case Health::untried:
      break;
  }
  return {Icon::question, &k.no_result};
}

std::vector<const visit::block::Row*> rows_of(const visit::Page& page) {
  std::vector<const visit::block::Row*> out;
  for (const visit::Block& block : page.blocks) {
    const auto* row = std::get_if<visit::block::Row>(&block);
    if (row != nullptr && !is_hearing(*row)) out.push_back(row);
  }
  return out;
}

}  // namespace

bool is_hearing(const visit::block::Row& row) { return row.button == visit::Button::hear_again; }

double RowTable::gap(const Composer& c) { return upright(c) ? 4 : small(c) ? 3.2 : 5; }

RowTable::Voices RowTable::voices(const Composer& c, const visit::block::Row& row) {
  const Colours& k = c.colours();
  const bool device = row.health != Health::none;
  return {{upright(c) ? Type::lead : Type::body, false, k.ink2},
          {Type::body, device, k.ink},
          {device ? Type::body : Type::lead, row.strong, device && !row.strong ? k.ink2 : k.ink},
          {Type::body, true, k.ink}};
}

RowTable::Heights RowTable::heights(const Composer& c, const visit::block::Row& row,
                                    const Columns& columns) {
  const Voices v = voices(c, row);
  Heights h;
  if (columns.lead_above && !row.lead.empty()) h.above = c.line(v.lead.type);
  h.first = std::max(c.line(Type::body), c.measure(row.text, v.text, columns.text).height);
  double value = c.measure(row.value, v.value, columns.value).height;
  const double pill = row.health == Health::none ? 0 : pill_height(c) + 1;
  if (!columns.pill_below) h.first = std::max(h.first, pill);
  if (columns.pill_below) value = std::max(value, pill);
  if (columns.value_below) {
    h.second = value;
  } else {
    h.first = std::max(h.first, value);
  }
  return h;
}

RowTable::RowTable(const Composer& c, const visit::Page& page, double width) {
  const double gap = air(c);
  double text = 0, value = 0, words = 0;
  Columns shared;
  const auto rows = rows_of(page);
  for (const auto* row : rows) {
    const Voices v = voices(c, *row);
    if (row->icon != Icon::none) shared.icon = icon_side(c) + gap;
    if (!row->lead.empty()) {
      shared.lead = std::max(shared.lead, c.width(row->lead, v.lead) + kRounding + gap);
    }
    if (row->health != Health::none) {
      shared.pill = std::max(shared.pill, pill_width(c, row->health_word) + gap);
    }
    if (row->button) words = std::max(words, c.width(row->button_words, {Type::body, true, {}}));
    text = std::max(text, c.width(row->text, v.text) + kRounding);
    if (!row->value.empty()) value = std::max(value, c.width(row->value, v.value) + kRounding);
  }
  if (words > 0) {
    const double least = upright(c) ? 32 : 24;
    const double wished = std::max(least, words + (upright(c) ? 12 : 9));
    const double width_of_it = std::min(wished, std::max(least, 0.34 * width));
    const bool two_lines = width_of_it < words + 4;
    button_height_ = std::max(upright(c) ? 21.0 : kTarget,
                              (two_lines ? 2 : 1) * c.line(Type::body) + (two_lines ? 1 : 2));
    shared.button = width_of_it + gap;
  }
  const double rest = width - shared.icon - shared.lead - shared.button;

  // All in one line; the value below; the words in two lines beside it. What is lowest is best.
  std::vector<Columns> ways;
  const auto way = [&](double text_w, double value_w, bool value_below, bool pill_below) {
    Columns columns = shared;
    columns.text = text_w;
    columns.value = value_w;
    columns.value_below = value_below;
    columns.pill_below = pill_below;
    if (text_w > 0 && value_w > 0) ways.push_back(columns);
  };
  const double plain = shared.pill > 0 ? shared.pill : 0;
  if (value == 0 && plain == 0) {
    way(rest, rest, false, false);
  } else if (plain == 0) {
    const double least = std::max(value, std::min(upright(c) ? 50.0 : 0, rest - text - gap));
    if (text + gap + value <= rest) way(rest - gap - least, least, false, false);
    way(rest, rest, true, false);
    if (value <= 0.5 * rest) way(rest - gap - value, value, false, false);
  } else {
    const double column = text + gap;
    if (column + plain + value <= rest) way(column, rest - column - plain, false, false);
    if (column + plain <= rest + gap) way(column, rest, true, false);
    if (plain + value <= rest) way(rest, rest - plain, true, true);
    way(rest, rest - plain, true, true);
  }
  const auto total = [&](const Columns& columns) {
    double sum = 0;
    for (const auto* row : rows) {
      constexpr double kNever = 1e4;
      sum += heights(c, *row, columns).all() + (fits(c, *row, columns) ? 0 : kNever);
    }
    return sum;
  };
  double lowest = 0;
  for (const Columns& each : ways) {
    const double height = total(each);
    if (lowest == 0 || height < lowest - 0.5) lowest = height, columns_ = each;
  }
  if (shared.lead == 0 || fits(c, page)) return;
  columns_.lead_above = true;
  columns_.text += shared.lead;
  if (columns_.value_below) columns_.value += shared.lead;
}

bool RowTable::fits(const Composer& c, const visit::block::Row& row, const Columns& columns) {
  const Voices v = voices(c, row);
  return (row.text.empty() || c.measure(row.text, v.text, columns.text).fits) &&
         (row.value.empty() || c.measure(row.value, v.value, columns.value).fits);
}

bool RowTable::fits(const Composer& c, const visit::Page& page) const {
  const auto rows = rows_of(page);
  return std::all_of(rows.begin(), rows.end(),
                     [&](const auto* row) { return fits(c, *row, columns_); });
}

Piece RowTable::piece(Composer& c, const visit::block::Row& row, std::string id) const {
  const double content = heights(c, row, columns_).all() + (upright(c) ? 6 : 1.2);
  const double with_button = button_height_ > 0 ? button_height_ + gap(c) : 0;
  Piece piece;
  piece.least = std::max({content, with_button, upright(c) ? 22.0 : 0.0});
  piece.most = piece.least + (upright(c) ? 3 : small(c) ? 4 : 6);
  piece.grows = true;
  piece.after = upright(c) ? 6 : 3;
  piece.before = upright(c) ? 4 : 2;
  piece.draw = [table = *this, &c, &row, name = std::move(id)](Rect r) {
    table.draw(c, row, name, r);
  };
  return piece;
}

void RowTable::pill(Composer& c, const visit::block::Row& row, Rect r) const {
  const Colours& k = c.colours();
  const auto [icon, colours] = sign_of(k, row.health);
  const double h = pill_height(c);
  const Rect box{r.x, r.centre().y - h / 2, columns_.pill - air(c), h};
  c.box(box, 3, colours->field, k.outlined ? std::optional(colours->word) : std::nullopt);
  const Voice voice{Type::body, true, colours->word};
  const double word = c.width(row.health_word, voice) + kRounding;
  const double left = box.x + (box.w - kPillIcon - kPillGap - word) / 2;
  c.icon(icon, {left + kPillIcon / 2, box.centre().y}, kPillIcon, colours->word);
  c.text_in(row.health_word, voice, {left + kPillIcon + kPillGap, box.y, word, box.h},
            colours->field);
}

void RowTable::draw(Composer& c, const visit::block::Row& row, const std::string& id,
                    Rect r) const {
  const Colours& k = c.colours();
  const Voices v = voices(c, row);
  const Columns& w = columns_;
  c.hairline(r.x, r.y, r.w);
  c.hairline(r.x, r.bottom(), r.w);
  c.begin(id, Role::text, {r.x, r.y, r.w - w.button, r.h}, k.paper);
  const Heights h = heights(c, row, w);
  const double top = r.centre().y - h.all() / 2;
  const Rect first{r.x, top + h.above, r.w, h.first};
  if (row.icon != Icon::none) {
    c.icon(row.icon, {r.x + icon_side(c) / 2, first.centre().y}, icon_side(c), k.ink);
  }
  double x = r.x + w.icon;
  // A lone number stands on the middle of the words' own.
  if (!row.lead.empty()) {
    const double y = w.lead_above ? top : first.y, high = w.lead_above ? h.above : first.h;
    c.text_in(row.lead, v.lead, {x, y, w.lead, high});
  }
  if (!w.lead_above) x += w.lead;
  c.text_in(row.text, v.text, {x, first.y, w.text, first.h});
  const bool device = row.health != Health::none;
  double at = x;
  Rect line = first;
  if (device && !w.pill_below) pill(c, row, {x + w.text, first.y, w.pill, first.h});
  if (w.value_below) {
    line = {r.x, first.bottom(), r.w, h.second};
    if (device && w.pill_below) {
      pill(c, row, {x, line.y, w.pill, line.h});
      at += w.pill;
    }
  } else {
    at += w.text + (w.pill > 0 ? w.pill : air(c));
  }
  c.text_in(row.value, v.value, {at, line.y, w.value, line.h});
  if (!row.button) return;
  // Where it has the room, a little more than a fingertip.
  const double height = std::max(button_height_, std::min(r.h - gap(c), button_height_ + 1));
  const Rect button{r.right() - w.button + air(c), r.centre().y - height / 2, w.button - air(c),
                    height};
  row_button(c, {*row.button, row.button_words, Icon::none, row.urgent}, button);
}

Piece hearing_piece(Composer& c, const visit::block::Row& row, double width, std::string id) {
  const double side = upright(c) ? 12 : 9.5, gap = upright(c) ? 8 : 4;
  constexpr double kSign = 9, kSignGap = 3;
  const double words = c.width(row.button_words, {Type::body, false, {}}) + kRounding;
  const double wished = std::max(upright(c) ? 70.0 : 46.0, kSign + kSignGap + words + 8);
  const double beside = std::min(wished, 0.56 * width);
  const double room = width - side - gap - beside - air(c);
  const Voice voice{Type::body, false, c.colours().ink};
  const Measured text = c.measure(row.text, voice, room);
  // A narrow column has room for the button alone.
  const bool told = text.fits && text.lines <= 2;
  const double button = told ? beside : std::min(wished, width);
  Piece piece;
  piece.least = piece.most =
      std::max({upright(c) ? 21.0 : kTarget, told ? text.height : 0, c.line(Type::body) + 2});
  piece.before = upright(c) ? 9 : 3;
  piece.after = upright(c) ? 12 : 3;
  piece.rank = 18;
  piece.draw = [&c, &row, side, gap, button, room, told, voice, name = std::move(id)](Rect r) {
    const Colours& k = c.colours();
    if (told) {
      c.begin(name, Role::text, {r.x, r.y, side + gap + room, r.h}, k.paper);
      c.icon(row.icon, {r.x + side / 2, r.centre().y}, side, k.act);
      c.text_in(row.text, voice, {r.x + side + gap, r.y, room, r.h});
    }
    row_button(c, {*row.button, row.button_words, told ? Icon::refresh : Icon::sound, false},
               {told ? r.right() - button : r.x, r.y, button, r.h});
  };
  return piece;
}

}  // namespace ui
