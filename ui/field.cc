// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/field.h"

#include <algorithm>
#include <array>
#include <vector>

namespace ui {

namespace {

struct Said {
  Voice word, line;
  double word_h = 0, line_h = 0;
  bool lined = true;
};

// Word and line in the largest types that fit the width and height. A verdict keeps its word's size
// as long as it can; what still does not fit is the line of comfort, which is then only spoken.
Said fitted(const Composer& c, const visit::Field& field, double width, double height,
            text::Align align) {
  const Colours& k = c.colours();
  const VerdictColours& v = k.of(field.shape);
  const bool verdict = field.shape != visit::VerdictShape::no_result;
  const std::vector<Type> words =
      verdict ? std::vector{Type::verdict_word, Type::greeting, Type::title}
              : std::vector{Type::question, Type::choice, Type::secondary, Type::lead, Type::body};
  const std::vector<Type> lines =
      verdict ? std::vector{Type::verdict_line, Type::secondary, Type::lead, Type::body}
              : std::vector{Type::lead, Type::body};
  Said said;
  for (const bool with_line : {true, false}) {
    for (const bool kept : {true, false}) {
      for (const Type word : words) {
        for (const Type line : lines) {
          said.word = {word, true, v.word, align};
          said.line = {line, verdict, k.ink, align};
          said.lined = with_line;
          const Measured a = c.measure(field.word, said.word, width);
          const Measured b = with_line ? c.measure(field.line, said.line, width) : Measured{};
          said.word_h = a.height, said.line_h = b.height;
          const bool marks = a.kept_marks || !kept;
          if (a.fits && b.fits && marks && a.height + b.height <= height) return said;
        }
      }
    }
  }
  return said;
}

// A sign that is known by its outline looks the same in every language.
void draw_shape(Composer& c, visit::VerdictShape shape, Rect box) {
  c.as_it_is(box, [&] {
    c.drawing(verdict_shape(shape), {box.x, box.y}, box.w / 100, &c.colours().of(shape));
  });
}

}  // namespace

void upright_field(Composer& c, const visit::Field& field) {
  const Colours& k = c.colours();
  const VerdictColours& v = k.of(field.shape);
  const double width = c.panel().width();
  const Rect ground{0, kFieldTop, width, kFieldBottom - kFieldTop};
  c.bar(ground, v.field);
  c.bar({0, kFieldTop, width, kFieldRule}, v.rule);

  const bool tight = c.look().size >= 2 || !visit::is_chinese(c.look().language);
  const double margin = 14, side = tight ? 66 : 74;
  const double middle = (kFieldTop + kFieldRule + kFieldBottom) / 2;
  const double x = margin + side + (tight ? 12 : 14), room = width - margin - x;
  const bool person = !field.name.empty();
  constexpr double kAir = 2.2, kAirAround = 1;
  const double height = kFieldBottom - kFieldTop - kFieldRule - 2 * kAirAround;
  // The name grows when the number has left, as far as the verdict's word keeps its size.
  Voice name{Type::body, true, k.ink};
  Said said;
  double person_h = 0;
  const std::vector<Type> names = c.look().size >= 2 && person
                                      ? std::vector{Type::choice, Type::lead, Type::body}
                                      : std::vector{Type::body};
  for (const Type type : names) {
    name.type = type;
    person_h = person ? c.measure(field.name, name, room).height : 0;
    said = fitted(c, field, room, height - person_h - (person ? 2 : 1) * kAir, text::Align::start);
    if (said.word.type == Type::verdict_word) break;
  }
  const Voice number{Type::body, false, k.ink};
  const double name_w = person ? std::min(room, c.width(field.name, name) + 0.2) : 0;
  const double number_w = person ? c.width(field.number, number) + 0.2 : 0;
  const bool numbered = person && c.look().size < 2 && name_w + 5.5 + number_w <= room;

  c.begin("verdict", Role::field, ground, v.field);
  draw_shape(c, field.shape, {margin, middle - side / 2, side, side});
  const double group =
      said.word_h + (said.lined ? kAir + said.line_h : 0) + (person ? kAir + person_h : 0);
  c.overflow(group - height);
  double y = middle - group / 2;
  y += c.text(field.word, said.word, x, y, room) + kAir;
  if (said.lined) y += c.text(field.line, said.line, x, y, room) + kAir;
  if (!person) return;
  c.begin("person", Role::text, {x, y, room, person_h}, v.field);
  c.text(field.name, name, x, y, name_w);
  if (numbered) {
    c.text_in(field.number, number, {x + name_w + 5.5, y, number_w, person_h});
  }
}

void lying_field(Composer& c, const visit::Field& field, Rect rect) {
  const Colours& k = c.colours();
  const VerdictColours& v = k.of(field.shape);
  constexpr double kRule = 1.5, kAir = 1, kPadding = 4, kAbove = 2.5;
  c.bar(rect, v.field);
  c.bar({rect.right() - kRule, rect.y, kRule, rect.h}, v.rule);
  const double width = rect.w - kRule - 2 * kPadding;
  const double height = rect.h - 2 * kAbove;
  const bool verdict = field.shape != visit::VerdictShape::no_result;
  // A long line has the room of the shape before it goes.
  Said said;
  for (const double least : {verdict ? 0.36 : 0.28, 0.22}) {
    said = fitted(c, field, width, height * (1 - least) - 2 * kAir, text::Align::centre);
    if (said.lined) break;
  }
  // As if every verdict's line took two: no colour is larger than another.
  const double line_h = verdict ? std::max(said.line_h, 2 * c.line(said.line.type)) : said.line_h;
  const double side = std::min(height * 0.46, height - said.word_h - line_h - 2 * kAir);
  const double group = side + said.word_h + said.line_h + 2 * kAir;
  c.begin("verdict", Role::field, rect, v.field);
  const double x = rect.x + kPadding;
  double y = rect.y + (rect.h - group) / 2;
  draw_shape(c, field.shape, {x + (width - side) / 2, y, side, side});
  y += side + kAir;
  y += c.text(field.word, said.word, x, y, width) + kAir;
  if (said.lined) c.text(field.line, said.line, x, y, width);
}

Piece masked_person_piece(Composer& c, const visit::Field& field, double width, bool numbered) {
  const Colours& k = c.colours();
  const Voice name{numbered ? Type::title : Type::panel, true, k.ink};
  // Beside the name where there is room: what is below has the line.
  constexpr double kBetween = 6;
  Voice number{Type::lead, false, k.ink};
  const double name_w = c.width(field.name, name) + 0.2;
  const double number_w = c.width(field.number, number) + 0.2;
  const bool beside = numbered && name_w + kBetween + number_w <= width;
  if (!beside) number.type = Type::choice;
  const double name_h = c.measure(field.name, name, width).height;
  const double number_h = numbered && !beside ? c.measure(field.number, number, width).height : 0;
  Piece piece;
  piece.least = piece.most = name_h + number_h + 1.5;
  piece.after = 1.5;
  piece.rank = 0;
  piece.block = kNoBlock;
  piece.draw = [&c, &field, name, number, name_h, name_w, number_w, numbered, beside](Rect r) {
    c.begin("person", Role::text, r, c.colours().paper);
    c.text(field.name, name, r.x, r.y, beside ? name_w : r.w);
    if (beside) {
      c.text_in(field.number, number, {r.x + name_w + kBetween, r.y, number_w, name_h});
    } else if (numbered) {
      c.text(field.number, number, r.x, r.y + name_h, r.w);
    }
    c.hairline(r.x, r.bottom(), r.w);
  };
  return piece;
}

}  // namespace ui
