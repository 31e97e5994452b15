// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/stepper.h"

#include <algorithm>
#include <utility>

namespace ui {

namespace {

struct Words {
  Voice name, level;
};
Words words_of(const Composer& c) {
  const Colours& k = c.colours();
  return {{Type::lead, false, k.ink}, {Type::lead, true, k.ink}};
}

// As many bars as there are levels, filled up to the one that is.
void marks(Composer& c, const visit::block::Stepper& block, Rect row) {
  const Colours& k = c.colours();
  constexpr double kGap = 2.4, kRadius = 1.5;
  const double each = (row.w - kGap * (block.of - 1)) / block.of;
  for (int i = 0; i < block.of; ++i) {
    const Rect bar{row.x + i * (each + kGap), row.y, each, row.h};
    const bool filled = i <= block.at;
    c.box(bar, kRadius, filled ? k.act : k.surface, filled ? k.act : k.line, kOutline);
  }
}

// Name at the beginning, level at the end of the same line; where both are too long for that the
// name is said, and the buttons' words are its picture.
void say_level(Composer& c, const visit::block::Stepper& block, Rect line) {
  const Words v = words_of(c);
  constexpr double kBetween = 5;
  const double name = c.width(block.name, v.name) + 0.2;
  const double level = c.width(block.level, v.level) + 0.2;
  if (name + kBetween + level <= line.w) {
    c.text_in(block.name, v.name, {line.x, line.y, name, line.h});
    c.text_in(block.level, v.level, {line.right() - level, line.y, level, line.h});
  } else {
    c.say(block.name);
    c.text_in(block.level, v.level, line);
  }
}

void buttons(Composer& c, const visit::block::Stepper& block, Rect row, double gap) {
  const double each = (row.w - gap) / 2;
  small_button(c, block.less, block.less_words, {row.x, row.y, each, row.h});
  small_button(c, block.more, block.more_words, {row.x + each + gap, row.y, each, row.h});
}

// A card: name and level, marks, buttons, one below the other.
Piece upright_stepper(Composer& c, const visit::block::Stepper& block, std::string id) {
  constexpr double kPadX = 10, kPadY = 7, kMarks = 8, kAbove = 3, kBelow = 7, kGap = 6;
  const double line = c.line(Type::lead);
  const double button = std::max(24.0, c.line(Type::body) + 6);
  Piece piece;
  piece.least = piece.most = 2 * kPadY + line + kAbove + kMarks + kBelow + button;
  piece.before = 6;
  piece.after = 6;
  piece.draw = [&c, &block, line, button, name = std::move(id)](Rect r) {
    const Colours& k = c.colours();
    c.box(r, kCardRadius, k.surface, k.line, kOutline);
    const Rect inner{r.x + kPadX, r.y + kPadY, r.w - 2 * kPadX, r.h - 2 * kPadY};
    c.begin(name, Role::progress, {inner.x, inner.y, inner.w, line + kAbove + kMarks}, k.surface);
    say_level(c, block, {inner.x, inner.y, inner.w, line});
    marks(c, block, {inner.x, inner.y + line + kAbove, inner.w, kMarks});
    buttons(c, block, {inner.x, inner.bottom() - button, inner.w, button}, kGap);
  };
  return piece;
}

// A row: name and level over the marks, the buttons beside them.
Piece lying_stepper(Composer& c, const visit::block::Stepper& block, double button_width,
                    std::string id) {
  const double high = small(c) ? 4 : 6, above = small(c) ? 0.6 : 2;
  const double gap = small(c) ? 3.2 : 6, beside = small(c) ? 6 : 10;
  const double line = c.line(Type::lead), told = line + above + high;
  Piece piece;
  piece.least = piece.most = std::max(small(c) ? 21.0 : 26.0, told);
  piece.before = piece.after = small(c) ? 3.2 : 9;
  piece.rank = 1;
  piece.draw = [&c, &block, line, told, high, gap, beside, button_width,
                name = std::move(id)](Rect r) {
    const double pair = 2 * button_width + gap;
    const Rect info{r.x, r.centre().y - told / 2, r.w - pair - beside, told};
    c.begin(name, Role::progress, info, c.colours().paper);
    say_level(c, block, {info.x, info.y, info.w, line});
    marks(c, block, {info.x, info.bottom() - high, info.w, high});
    buttons(c, block, {r.right() - pair, r.y, pair, r.h}, gap);
  };
  return piece;
}

}  // namespace

double step_button_width(const Composer& c, const visit::block::Stepper& block) {
  const Voice voice{Type::body};
  const double words = std::max(c.width(block.less_words, voice), c.width(block.more_words, voice));
  return std::max(small(c) ? 40.0 : 52.0, words + 8);
}

Piece stepper_piece(Composer& c, const visit::block::Stepper& block, double width,
                    double button_width, std::string id) {
  if (upright(c)) return upright_stepper(c, block, std::move(id));
  // Two thirds of the row at most: long words stand in two lines.
  return lying_stepper(c, block, std::min(button_width, width / 3), std::move(id));
}

}  // namespace ui
