// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/person_card.h"

#include <algorithm>
#include <utility>

#include "ui/chrome.h"

namespace ui {

Piece person_card_piece(Composer& c, const visit::block::Person& block, double column,
                        bool stands_below) {
  const Colours& k = c.colours();
  const bool small = c.panel().kind == PanelKind::small;
  const double pad_x = length(c, 15, 6.4), pad_y = length(c, 13, small ? 2.5 : 5);
  const double width = column - 2 * pad_x;
  const Voice label{Type::body, false, k.ink2};
  // The largest in which the name stands on one line; a long one breaks where names break.
  Voice name{Type::name, true, k.ink};
  const std::size_t most_lines = small ? 3 : 2;
  for (const Type role : {Type::name, Type::greeting, Type::question, Type::title, Type::secondary,
                          Type::lead, Type::body}) {
    name.type = role;
    const Measured size = c.measure(block.name, name, width);
    const bool great = role == Type::name || (small && role != Type::secondary);
    if (size.fits && size.lines <= (great ? 1 : most_lines)) break;
  }
  // A number in a name's place may be too wide for that: it is as readable in plain figures.
  name.bold = c.measure(block.name, name, width).fits;
  Voice number{Type::title, false, k.ink};
  if (c.width(block.number, number) > width) number.type = Type::lead;
  const double name_h = c.measure(block.name, name, width).height;
  const double number_h = c.measure(block.number, number, width).height;
  const double rule = length(c, 15.5, 6.4);
  // A long name takes the place of its label: everybody knows a name.
  const double label_h = c.line(Type::body);
  const bool numbered = !block.number.empty();
  const double below = numbered ? label_h + number_h + rule : 0;
  const Anatomy a = anatomy(c.panel());
  const bool labelled =
      !small || name_h + label_h + below + 2 * pad_y <= a.main_bottom - a.main_top;
  const double content = (labelled ? label_h : 0) + name_h + below;

  Piece piece;
  piece.least = piece.most = content + 2 * pad_y;
  piece.before = stands_below ? 6 : upright(c) ? 14 : 0;
  piece.after = length(c, 8, 0);
  piece.draw = [&c, &k, &block, label, name, number, rule, pad_x, content, width, labelled,
                numbered](Rect r) {
    c.begin("person", Role::text, r, k.surface);
    c.box(r, kCardRadius, k.surface, k.line, kOutline);
    const double x = r.x + pad_x;
    double y = r.y + (r.h - content) / 2;
    if (labelled) y += c.text(block.name_label, label, x, y, width);
    y += c.text(block.name, name, x, y, width);
    if (!numbered) return;
    c.hairline(x, y + rule * 0.44, width);
    y += rule;
    y += c.text(block.number_label, label, x, y, width);
    c.text(block.number, number, x, y, width);
  };
  return piece;
}

namespace {

Piece upright_row(Composer& c, const visit::block::Person& block, double width) {
  const Colours& k = c.colours();
  constexpr double kPadX = 9, kPadY = 6, kDisc = 34, kSign = 19, kGap = 9;
  const double beside = kPadX + kDisc + kGap;
  const Voice number{Type::body, false, k.ink};
  // A long name breaks where names break; a longer one is smaller too.
  // The longest has the sign's room.
  Voice name{Type::panel, true, k.ink};
  double x = beside, room = 0;
  for (const auto& [left, role] : {std::pair{beside, Type::panel},
                                   {beside, Type::lead},
                                   {beside, Type::body},
                                   {kPadX, Type::body}}) {
    x = left;
    room = width - x - kPadX;
    name.type = role;
    const Measured size = c.measure(block.name, name, room);
    if (size.fits && size.lines <= (role == Type::panel ? 1 : 2)) break;
  }
  const bool sign = x == beside;
  const double name_h = c.measure(block.name, name, room).height;
  const double number_h = c.measure(block.number, number, room).height;
  Piece piece;
  piece.least = piece.most = std::max(kDisc, name_h + number_h) + 2 * kPadY;
  piece.before = 3;
  piece.after = 6;
  piece.draw = [&c, &k, &block, name, number, name_h, number_h, x, room, sign](Rect r) {
    c.begin("person", Role::text, r, k.surface);
    c.box(r, kCardRadius, k.surface, k.line, kOutline);
    if (sign) {
      const Point middle{r.x + kPadX + kDisc / 2, r.centre().y};
      c.disc(middle, kDisc / 2, k.act_tint);
      if (k.outlined) c.ring(middle, kDisc / 2, kOutline, k.line);
      c.icon(visit::Icon::person, middle, kSign, k.act);
    }
    const double y = r.centre().y - (name_h + number_h) / 2;
    c.text(block.name, name, r.x + x, y, room);
    c.text(block.number, number, r.x + x, y + name_h, room);
  };
  return piece;
}

constexpr double kRowSign = 10, kRowGap = 4;

Piece lying_row(Composer& c, const visit::block::Person& block, double width) {
  const Colours& k = c.colours();
  constexpr double kSign = kRowSign, kBetween = 6, kPadY = 0.8;
  const Voice number{Type::body, false, k.ink};
  // The longest name has the sign's room.
  Voice name{Type::lead, true, k.ink};
  double x = kSign + kRowGap, name_w = 0;
  for (const auto& [left, role] : {std::pair{x, Type::lead}, {x, Type::body}, {0.0, Type::body}}) {
    x = left;
    name.type = role;
    name_w = c.width(block.name, name) + 0.2;
    if (x + name_w <= width) break;
  }
  name_w = std::min(width - x, name_w);
  const double number_w = c.width(block.number, number) + 0.2;
  // The masked number is the first to have no room; the name stays.
  const bool numbered =
      !block.number.empty() && (block.name.empty() || x + name_w + kBetween + number_w <= width);
  const double name_h = c.measure(block.name, name, name_w).height;
  Piece piece;
  piece.least = piece.most = std::max(name_h, c.line(Type::lead)) + 2 * kPadY;
  piece.after = 1;
  piece.rank = 3;
  piece.draw = [&c, &k, &block, name, number, x, name_w, number_w, numbered](Rect r) {
    c.begin("person", Role::text, r, k.paper);
    if (x > 0) c.icon(visit::Icon::person, {r.x + kSign / 2, r.centre().y}, kSign, k.act);
    c.text_in(block.name, name, {r.x + x, r.y, name_w, r.h});
    const double after = block.name.empty() ? x : x + name_w + kBetween;
    if (numbered) {
      c.text_in(block.number, number, {r.x + after, r.y, number_w, r.h});
    } else {
      c.say(block.number);
    }
  };
  return piece;
}

}  // namespace

double person_row_width(const Composer& c, const visit::block::Person& block) {
  return kRowSign + kRowGap + c.width(block.name, {Type::lead, true, {}}) + 0.4;
}

Piece person_row_piece(Composer& c, const visit::block::Person& block, double width) {
  return upright(c) ? upright_row(c, block, width) : lying_row(c, block, width);
}

}  // namespace ui
