// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keypad.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kiosk/visit/typed_number.h"
#include "ui/answers.h"
#include "ui/pin.h"

namespace ui {

namespace {

using visit::Button;
using visit::Icon;

constexpr std::size_t kColumns = 3, kRows = 4;
constexpr std::size_t kPlaces = 18;  // of a number of today
constexpr std::array<std::size_t, 2> kGroupEnds{6, 14};

visit::Words figures(std::string_view text) {
  visit::Words words;
  words.text = visit::Secret(text);
  words.spoken = visit::Secret(text);
  words.plain = true;
  return words;
}

double gap_of(const Composer& c) { return small(c) ? 3.2 : 5; }

// A key is never lower than its digit, nor than a fingertip.
double least_key(const Composer& c) { return std::max(kTarget, c.line(Type::question) + 1); }

constexpr std::array<Type, 5> kNumberTypes{Type::question, Type::title, Type::secondary, Type::lead,
                                           Type::body};

Voice number_voice(const Composer& c, Type type, bool bold = true) {
  return {type, bold, c.colours().ink, text::Align::start};
}

// As wide as a whole number is, so that the figures keep their size while they are typed.
double whole_width(const Composer& c, Type type) {
  return c.width(figures("000000 00000000 0000"), number_voice(c, type));
}

double padding(const Composer& c) { return upright(c) ? 9 : small(c) ? 4 : 7; }

Voice fitting_voice(const Composer& c, const visit::Words& typed, double width, bool identity) {
  for (const Type type : kNumberTypes) {
    const Voice voice = number_voice(c, type);
    const double whole = identity ? whole_width(c, type) : 0;
    if (std::max(whole, c.width(typed, voice)) <= width) return voice;
  }
  return number_voice(c, kNumberTypes.back(), false);
}

std::size_t places_in(std::string_view typed) {
  return static_cast<std::size_t>(
      std::count_if(typed.begin(), typed.end(), [](char each) { return each != ' '; }));
}

// A stroke for each place still to come, the next one thick: there the next figure will stand.
void places_to_come(Composer& c, std::size_t typed, const Voice& voice, Point at, double height) {
  const Colours& k = c.colours();
  const double figure = c.width(figures("0000000000"), voice) / 10;
  const double space = c.width(figures("0 0"), voice) - 2 * figure;
  const double em = c.type(voice.type).em;
  const double baseline = at.y + (height - em) / 2 + text::kIdeographTop * em;
  double x = at.x;
  for (std::size_t i = 0; i < kPlaces; ++i) {
    if (std::find(kGroupEnds.begin(), kGroupEnds.end(), i) != kGroupEnds.end()) x += space;
    const bool next = i == typed;
    const double weight = next ? 2 : 0.9;
    if (i >= typed) {
      c.bar({x + 0.1 * figure, baseline - weight, 0.8 * figure, weight}, next ? k.act : k.line);
    }
    x += figure;
  }
}

// The key that says it is all: filled, because it is the next step.
void done_key(Composer& c, const visit::Words& done, Rect rect) {
  const Colours& k = c.colours();
  const std::string id(visit::name(Button::number_done));
  const bool pressed = c.is_pressed(id);
  const Colour fill = pressed ? k.ink : k.act, ink = pressed ? k.surface : k.on_act;
  c.begin_target(id, Role::primary, rect, fill);
  c.box(rect, kButtonRadius, fill);
  Voice voice{Type::panel, true, ink, text::Align::centre};
  for (const Type type : {Type::panel, Type::lead, Type::body}) {
    voice.type = type;
    const Measured size = c.measure(done, voice, rect.w - 3);
    if (size.fits && size.lines <= 1) break;
  }
  c.text_in(done, voice, {rect.x + 1.5, rect.y, rect.w - 3, rect.h});
}

void key(Composer& c, Button button, const visit::block::Keypad& keypad, Rect rect) {
  if (button == Button::number_done) return done_key(c, keypad.done, rect);
  const visit::Words& erase = keypad.erase;
  const Colours& k = c.colours();
  const std::string id(visit::name(button));
  const bool pressed = c.is_pressed(id);
  const Colour fill = pressed ? k.ink : k.surface, ink = pressed ? k.surface : k.ink;
  c.begin_target(id, Role::button, rect, fill);
  c.box(rect, kButtonRadius, fill, pressed ? k.ink : k.line, kOutline);
  const auto character = visit::character_of(button);
  if (character) {
    // A lone figure is centred on its own height, not on the ideograph's.
    const double lift = (text::kIdeographCentre - text::kCapHeight / 2) * c.type(Type::question).em;
    c.text_in(figures({&*character, 1}), {Type::question, false, ink, text::Align::centre},
              {rect.x, rect.y - lift, rect.w, rect.h});
    return;
  }
  // The word beside the sign where it has room; else it is only said.
  const Voice voice{Type::body, false, ink, text::Align::start};
  double side = upright(c) ? 15 : small(c) ? 12 : 14;
  const double gap = 0.3 * side;
  const double words = c.width(erase, voice) + 0.1;
  const bool worded = side + gap + words + 14 <= rect.w;
  if (!worded) side *= 1.25;
  const double left = rect.x + (rect.w - side - (worded ? gap + words : 0)) / 2;
  c.icon(Icon::backspace, {left + side / 2, rect.centre().y}, side, ink);
  if (worded) {
    c.text_in(erase, voice, {left + side + gap, rect.y, words, rect.h});
  } else {
    c.say(erase);
  }
}

void keys(Composer& c, const visit::block::Keypad& keypad, Rect rect) {
  const double gap = gap_of(c);
  const double w = (rect.w - gap * (kColumns - 1)) / kColumns;
  const double h = (rect.h - gap * (kRows - 1)) / kRows;
  for (std::size_t i = 0; i < keypad.keys.size(); ++i) {
    // One, two, three from the left, as on every telephone.
    const std::size_t from_left = i % kColumns;
    const auto column = static_cast<double>(c.will_turn() ? kColumns - 1 - from_left : from_left);
    const auto row = static_cast<double>(i / kColumns);
    key(c, keypad.keys[i], keypad, {rect.x + column * (w + gap), rect.y + row * (h + gap), w, h});
  }
}

template <typename B>
const B* find(const visit::Page& page) {
  for (const visit::Block& block : page.blocks) {
    if (const auto* found = std::get_if<B>(&block)) return found;
  }
  return nullptr;
}

}  // namespace

bool is_keypad_key(visit::Button button) {
  return visit::character_of(button).has_value() || button == visit::Button::key_erase;
}

bool has_keypad(const visit::Page& page) { return find<visit::block::Keypad>(page) != nullptr; }

bool types_identity(const visit::Page& page) {
  const auto* keypad = find<visit::block::Keypad>(page);
  return keypad != nullptr &&
         std::find(keypad->keys.begin(), keypad->keys.end(), Button::key_x) != keypad->keys.end();
}

Piece entry_piece(Composer& c, const visit::block::Entry& entry, double width, bool labelled,
                  bool identity) {
  const Colours& k = c.colours();
  const double pad_x = padding(c), pad_y = upright(c) ? 5 : small(c) ? 1.5 : 4;
  const double room = width - 2 * pad_x;
  const Voice number = fitting_voice(c, entry.typed, room, identity);
  const Voice label{Type::body, false, k.ink2};
  // A number that is no identity's stands before its unit.
  const bool unit = labelled && !identity && !entry.label.empty();
  const double label_h = labelled && !unit ? c.measure(entry.label, label, room).height : 0;
  const double number_h = c.line(number.type);
  Piece piece;
  piece.least = piece.most = label_h + number_h + 2 * pad_y;
  piece.before = upright(c) ? 6 : 2;
  piece.after = upright(c) ? 6 : 2;
  piece.draw = [&c, &k, &entry, number, label, labelled, identity, unit, pad_x, pad_y, room,
                number_h](Rect r) {
    c.begin("entry", Role::text, r, k.surface);
    c.box(r, kButtonRadius, k.surface, k.ink, kStrongOutline);
    const double x = r.x + pad_x;
    double y = r.y + pad_y;
    if (unit) {
      const double taken = c.width(entry.typed, number);
      const double at = x + taken + (taken > 0 ? 4 : 0);
      c.as_it_is(r, [&] {
        c.text_in(entry.typed, number, {x, r.y, taken + 0.1, r.h});
        c.text_in(entry.label, label, {at, r.y, r.right() - pad_x - at, r.h});
      });
      return;
    }
    if (labelled) {
      y += c.text(entry.label, label, x, y, room);
    } else {
      c.say(entry.label);
    }
    c.as_it_is(r, [&] {  // figures run one way everywhere
      c.text(entry.typed, number, x, y, room);
      if (identity) {
        places_to_come(c, places_in(entry.typed.text.reveal()), number, {x, y}, number_h);
      }
    });
  };
  return piece;
}

Piece keypad_piece(Composer& c, const visit::block::Keypad& keypad, bool closed_up) {
  constexpr double kKey = 36;
  const double gaps = gap_of(c) * (kRows - 1);
  const double tallest = kRows * kKey + gaps;
  Piece piece;
  piece.least = kRows * least_key(c) + gaps;
  // What is too much stays free above it: keys lie where hands are.
  piece.most = closed_up ? std::max(tallest, piece.least) : 1e9;
  piece.grows = closed_up;
  piece.elastic = !closed_up;
  piece.before = piece.after = 6;
  piece.draw = [&c, &keypad, tallest](Rect r) {
    const double h = std::min(r.h, tallest);
    keys(c, keypad, {r.x, r.bottom() - h, r.w, h});
  };
  return piece;
}

namespace {

bool is_typed(const visit::Block& block) {
  return std::holds_alternative<visit::block::Keypad>(block) ||
         std::holds_alternative<visit::block::Entry>(block) ||
         std::holds_alternative<visit::block::PinDots>(block);
}

// What is typed into the page: a number, or as many discs as a password has digits.
Piece typed_piece(Composer& c, const visit::Page& page, double width, bool labelled) {
  if (const auto* pin = find<visit::block::PinDots>(page)) return pin_piece(c, *pin, width);
  return entry_piece(c, *find<visit::block::Entry>(page), width, labelled, types_identity(page));
}

double pad_width(const Composer& c, double room, bool identity) {
  const double gaps = gap_of(c) * (kColumns - 1);
  const double least = kColumns * (small(c) ? 22.0 : 36.0) + gaps;
  const double most = kColumns * 1.35 * least_key(c) + gaps;
  if (!identity) return std::clamp(0.5 * room, least, std::max(least, most));
  // The number is as large as leaves the keys their width.
  double pad = least;
  for (const Type type : kNumberTypes) {
    const double left = whole_width(c, type) + 2 * padding(c) + 0.2;
    pad = room - left;
    if (pad >= least) break;
  }
  return std::clamp(pad, least, std::max(least, most));
}

}  // namespace

void lying_keypad(Composer& c, const visit::Page& page, Rect main) {
  const auto& keypad = *find<visit::block::Keypad>(page);
  const auto* entry = find<visit::block::Entry>(page);
  const AnswerSizes s = answer_sizes(c.panel());
  const double pad_w = pad_width(c, main.w - s.column_gap, types_identity(page));
  const Rect left{main.x, main.y, main.w - s.column_gap - pad_w, main.h};

  // What does not fit gives way: the label, then the lead, which is spoken still. Once somebody
  // types, the title has said what it had to, and what the lead says of the number comes first.
  struct Kept {
    bool title, lead, label;
  };
  const bool typing = entry != nullptr && !entry->typed.empty();
  const std::array<Kept, 5> wishes{{{true, true, true},
                                    {true, true, false},
                                    {!typing, typing, true},
                                    {!typing, typing, false},
                                    {true, false, false}}};
  const bool answered = !page.actions.empty();
  std::vector<Piece> column;
  double answer_h = 0;
  bool fits = false;
  for (const bool others : {true, false}) {
    for (const Kept& kept : wishes) {
      for (const double height : {s.primary, 0.87 * s.primary, s.secondary}) {
        column.clear();
        if (kept.title) column.push_back(title_piece(c, page.title, Type::title, left.w));
        if (kept.lead && !page.lead.empty()) column.push_back(lead_piece(c, page.lead, left.w));
        if (others) {
          for (Piece& piece : pieces(c, page, {}, {left.w, false})) {
            if (!is_typed(page.blocks[piece.block])) column.push_back(std::move(piece));
          }
        }
        for (Piece& piece : column) piece.before = std::min(piece.before, 2.0), piece.after = 2;
        column.push_back(typed_piece(c, page, left.w, kept.label));
        column.back().after = answered ? s.action_gap : 0;
        answer_h = answered ? height : 0;
        fits = least_height(column) + answer_h <= left.h;
        if (fits) break;
      }
      if (fits) break;
    }
    if (fits) break;
  }
  // The number stands over its answer, what is asked at the top.
  Piece number = std::move(column.back());
  column.pop_back();
  const double below = number.least + number.after + answer_h;
  Rect asked = left;
  asked.h -= below + 2;
  if (!column.empty()) column.back().after = 0;
  flow(c, column, asked);
  number.draw({left.x, left.bottom() - below, left.w, number.least});
  keys(c, keypad, {left.right() + s.column_gap, main.y, pad_w, main.h});
  if (!answered) return;
  answers_in_row(c, actions_of(page), {left.x, left.bottom() - answer_h, left.w, answer_h});
}

}  // namespace ui
