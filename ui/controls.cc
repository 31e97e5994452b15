// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>

namespace ui {

namespace {

constexpr double kPadding = 6;  // between a button's edge and what is in it
constexpr double kChevron = 13;

struct Fit {
  Voice voice;
  Measured size;
  bool icon;
  bool brief;
};

visit::Words in_brief(const visit::Words& words) {
  visit::Words out = words.clone();
  out.text = words.brief.clone();
  return out;
}

// How words stand in a button: as large as they can, in two lines if the button is high enough;
// if nothing else helps in their short form, and last without the icon.
Fit fit(const Composer& c, const visit::Words& words, std::initializer_list<Type> types, bool bold,
        Rect rect, double icon_and_gap, std::size_t most_lines) {
  Fit last{};
  const visit::Words brief = in_brief(words);
  for (const double taken : {icon_and_gap, 0.0}) {
    for (const bool shortened : {false, true}) {
      for (std::size_t lines = 1; lines <= most_lines; ++lines) {
        for (const Type type : types) {
          const Voice voice{type, bold, {}, lines > 1 ? text::Align::centre : text::Align::start};
          const Measured size =
              c.measure(shortened ? brief : words, voice, rect.w - 2 * kPadding - taken);
          last = {voice, size, taken > 0, shortened};
          if (size.fits && size.lines <= lines && size.height <= rect.h) return last;
        }
      }
      if (brief.text.empty()) break;
    }
    if (icon_and_gap == 0) break;
  }
  return last;
}

// Icon and words as a pair, centred; what points onward stands behind its words.
void pair_in(Composer& c, visit::Icon icon, const visit::Words& words, const Fit& fit, Colour ink,
             Rect rect, double side, double gap) {
  const double taken = fit.icon ? side + gap : 0;
  const double left = rect.x + (rect.w - taken - fit.size.width) / 2;
  const bool behind = icon == visit::Icon::next;
  const double at = behind ? left + fit.size.width + gap : left;
  if (fit.icon) c.icon(icon, {at + side / 2, rect.centre().y}, side, ink);
  Voice voice = fit.voice;
  voice.colour = ink;
  // A little more than measured: rounding must not break the line.
  const Rect room{left + (behind ? 0 : taken) - 0.05, rect.y, fit.size.width + 0.1, rect.h};
  if (fit.brief) {
    c.text_in(in_brief(words), voice, room);
  } else {
    c.text_in(words, voice, room);
  }
}

// `id`: the action's button, or the screen's own.
void primary_button(Composer& c, const std::string& id, visit::Icon icon, const visit::Words& words,
                    Rect rect) {
  const Colours& k = c.colours();
  c.begin_target(id, Role::primary, rect, k.act);
  Rect face{rect.x, rect.y, rect.w, rect.h - kEdge};
  if (c.is_pressed(id)) {
    face.y += kEdge;
  } else {
    c.box(rect, kButtonRadius, k.edge);
  }
  c.box(face, kButtonRadius, k.act);
  const bool portrait = c.panel().kind == PanelKind::portrait;
  const double side = portrait ? 13 : 10, gap = portrait ? 5 : 5;
  const double taken = icon == visit::Icon::none ? 0 : side + gap;
  Rect roomy = face;
  if (!portrait) roomy.x -= 2, roomy.w += 4;
  const Fit found =
      fit(c, words, {Type::title, Type::secondary, Type::lead, Type::body}, true, roomy, taken, 2);
  pair_in(c, icon, words, found, k.on_act, face, side, gap);
}

void secondary_button(Composer& c, const visit::Action& action, Rect rect) {
  const Colours& k = c.colours();
  const std::string id(visit::name(action.button));
  const bool pressed = c.is_pressed(id);
  const Colour fill = pressed ? k.ink : k.surface, ink = pressed ? k.surface : k.ink;
  c.begin_target(id, Role::button, rect, fill);
  c.box(rect, kButtonRadius, fill, k.ink, kStrongOutline);
  const bool portrait = c.panel().kind == PanelKind::portrait;
  const double side = portrait ? 11 : 9, gap = 5;
  const double taken = action.icon == visit::Icon::none ? 0 : side + gap;
  Rect roomy = rect;
  if (!portrait) roomy.x -= 2, roomy.w += 4;
  const Fit found =
      fit(c, action.words, {Type::secondary, Type::lead, Type::body}, true, roomy, taken, 2);
  pair_in(c, action.icon, action.words, found, ink, rect, side, gap);
}

visit::Words own(std::string words) {
  visit::Words out;
  out.text = visit::Secret(std::move(words));
  out.spoken = out.text.clone();
  return out;
}

// "接着看".
visit::Words go_on(const Composer& c) { return own(c.labels().more); }

// "第 1 页，共 2 页".
visit::Words which_part(const Composer& c, const PartsFoot& foot) {
  return own(visit::fill(c.labels().part, {{"part", std::to_string(foot.part + 1)},
                                           {"parts", std::to_string(foot.parts)}}));
}

// A disc for each part where the words of it have no room.
constexpr double kDot = 3.6, kDotAir = 1.6;
double dots_width(int parts) { return parts * (kDot + kDotAir) - kDotAir; }
void part_dots(Composer& c, const PartsFoot& foot, Point from, Colour ink) {
  for (int i = 0; i < foot.parts; ++i) {
    const Point at{from.x + i * (kDot + kDotAir) + kDot / 2, from.y};
    if (i == foot.part) {
      c.disc(at, kDot / 2, ink);
    } else {
      c.ring(at, kDot / 2, 0.6, ink);
    }
  }
}

}  // namespace

void action_button(Composer& c, const visit::Action& action, Rect rect) {
  const int parts = c.out().parts;
  if (action.after_list && c.handling().part % parts + 1 < parts) {
    primary_button(c, std::string(kMore), visit::Icon::next, go_on(c), rect);
  } else if (action.primary) {
    primary_button(c, std::string(visit::name(action.button)), action.icon, action.words, rect);
  } else {
    secondary_button(c, action, rect);
  }
}

bool one_line(const Composer& c, const visit::Action& action, double width) {
  const Voice voice{action.primary ? Type::title : Type::secondary, true};
  return c.width(action.words, voice) + 2 * kPadding <= width;
}

void quiet_button(Composer& c, const Quiet& quiet, Rect rect, Type type, double icon) {
  const Colours& k = c.colours();
  const bool pressed = c.is_pressed(quiet.id);
  const Colour plain = quiet.open ? k.on_act : quiet.lit ? k.act : k.ink;
  const Colour ground = quiet.open ? k.act : k.surface;
  const Colour fill = pressed ? k.ink : ground, ink = pressed ? k.surface : plain;
  c.begin_target(quiet.id, Role::button, rect, fill);
  c.box(rect, kButtonRadius, fill, quiet.lit || quiet.open ? k.act : k.line, kOutline);
  Rect roomy = rect;  // these are narrow: two millimetres of air are enough
  const double edge = quiet.icon == visit::Icon::none ? 1 : 2;
  roomy.x -= kPadding - edge, roomy.w += 2 * (kPadding - edge);
  const double gap = icon * 0.55;
  const double taken = quiet.icon == visit::Icon::none ? 0 : icon + gap;
  const Fit found = fit(c, quiet.words, {type, Type::chrome}, false, roomy, taken, 1);
  pair_in(c, quiet.icon, quiet.words, found, ink, rect, icon, gap);
}

void small_button(Composer& c, visit::Button button, const visit::Words& words, Rect rect) {
  const Colours& k = c.colours();
  const std::string id(visit::name(button));
  const bool pressed = c.is_pressed(id);
  const Colour fill = pressed ? k.ink : k.surface, ink = pressed ? k.surface : k.ink;
  c.begin_target(id, Role::button, rect, fill);
  c.box(rect, kButtonRadius, fill, k.line, kOutline);
  Rect roomy = rect;
  roomy.x -= kPadding - 2, roomy.w += 2 * (kPadding - 2);
  const Fit found = fit(c, words, {Type::lead, Type::body}, false, roomy, 0, 2);
  pair_in(c, visit::Icon::none, words, found, ink, rect, 0, 0);
}

void row_button(Composer& c, const RowButton& small, Rect rect) {
  const Colours& k = c.colours();
  const std::string id(visit::name(small.button));
  const bool pressed = c.is_pressed(id);
  const Colour ground = small.urgent ? k.act : k.surface;
  const Colour fill = pressed ? k.ink : ground;
  const Colour ink = pressed ? k.surface : small.urgent ? k.on_act : k.ink;
  c.begin_target(id, Role::button, rect, fill);
  c.box(rect, kButtonRadius, fill, small.urgent ? fill : k.line, kOutline);
  constexpr double kIcon = 9, kGap = 3;
  Rect roomy = rect;
  roomy.x -= kPadding - 2, roomy.w += 2 * (kPadding - 2);
  const double taken = small.icon == visit::Icon::none ? 0 : kIcon + kGap;
  const Fit found = fit(c, small.words, {Type::body}, small.urgent, roomy, taken, 2);
  pair_in(c, small.icon, small.words, found, ink, rect, kIcon, kGap);
}

void band_cell(Composer& c, const Quiet& quiet, Rect target, Rect cell) {
  const Colours& k = c.colours();
  const bool pressed = c.is_pressed(quiet.id);
  const Colour plain = quiet.open ? k.on_act : quiet.lit ? k.act : k.ink;
  const Colour ground = pressed ? k.ink : quiet.open ? k.act : k.sunk;
  const Colour ink = pressed ? k.sunk : plain;
  c.begin_target(quiet.id, Role::button, target, ground);
  if (pressed || quiet.open) {
    c.box({target.x, cell.y + 3, target.w, cell.h - 6}, kButtonRadius, ground);
  }
  constexpr double kIcon = 10.5, kGap = 4;
  Rect roomy = target;
  roomy.x -= kPadding, roomy.w += 2 * kPadding;
  const Fit found = fit(c, quiet.words, {Type::chrome}, quiet.lit, roomy, kIcon + kGap, 1);
  pair_in(c, quiet.icon, quiet.words, found, ink, {target.x, cell.y, target.w, cell.h}, kIcon,
          kGap);
}

void parts_foot(Composer& c, const PartsFoot& foot, Rect row) {
  const Colours& k = c.colours();
  const bool last = foot.part + 1 == foot.parts;
  const visit::Action* onward = last ? foot.onward : nullptr;
  const visit::Words where = which_part(c, foot);
  const Voice told{Type::body, false, k.ink2, text::Align::start};
  if (foot.below && !last) {
    c.begin("part", Role::text, row, k.paper);
    if (c.width(where, told) + kRounding <= row.w) return c.text_in(where, told, row);
    c.say(where);
    return part_dots(c, foot, {row.x, row.centre().y}, k.ink2);
  }
  const visit::Words more = onward != nullptr ? onward->words.clone() : go_on(c);
  const Voice voice{Type::body, false, k.ink, text::Align::start};
  constexpr double kIcon = 10;
  const double words = c.width(more, voice);
  const double said = words + kIcon + (words > 0 ? 3 : 0);
  // On a narrow column the button has the row, and says where it stands.
  const double narrow = std::max(46.0, said + 12), left_over = std::min(row.w / 2, row.w - narrow);
  const bool beside = foot.parts > 1 && (c.panel().kind == PanelKind::portrait ||
                                         c.width(where, told) + kRounding <= left_over);
  if (beside) {
    c.begin("part", Role::text, {row.x, row.y, left_over, row.h}, k.paper);
    c.text_in(where, told, {row.x, row.y, left_over, row.h});
  }
  const double dots = beside || foot.parts == 1 ? 0 : dots_width(foot.parts);
  const double width = beside ? narrow : row.w;
  const Rect rect{row.right() - width, row.y, width, row.h};
  const std::string id(onward != nullptr ? visit::name(onward->button) : kMore);
  const bool pressed = c.is_pressed(id);
  const Colour fill = pressed ? k.ink : k.surface, ink = pressed ? k.surface : k.ink;
  c.begin_target(id, Role::button, rect, fill);
  c.box(rect, kButtonRadius, fill, k.ink, kOutline);
  constexpr double kBeforeDots = 5;
  const bool dotted = dots > 0 && said + kBeforeDots + dots + 6 <= rect.w;
  const double left = rect.x + (rect.w - said - (dotted ? kBeforeDots + dots : 0)) / 2;
  if (!beside && foot.parts > 1) c.say(where);
  if (dotted) part_dots(c, foot, {left + said + kBeforeDots, rect.centre().y}, ink);
  Voice inked = voice;
  inked.colour = ink;
  if (words > 0) c.text_in(more, inked, {left, rect.y, words + 0.1, rect.h});
  c.icon(visit::Icon::next, {left + words + (words > 0 ? 3 : 0) + kIcon / 2, rect.centre().y},
         kIcon, ink);
}

namespace {

double text_width(const ChoiceLook& look, Rect rect) {
  if (look.icon_centre > look.text) return look.icon_centre - look.icon_size / 2 - 3 - look.text;
  return rect.w - look.text - (look.chevron ? 9 + kChevron + 2 : 3);
}

// The largest in which the head keeps to its author's lines, or at least to two.
Voice head_voice(const Composer& c, const visit::block::Choice& choice, double width, Colour ink) {
  Voice voice{choice.first ? Type::first_choice : Type::choice, true, ink};
  for (const bool kept : {true, false}) {
    for (const Type type : {choice.first ? Type::first_choice : Type::choice, Type::choice,
                            Type::secondary, Type::lead, Type::body}) {
      voice.type = type;
      const Measured size = c.measure(choice.head, voice, width);
      if (size.fits && (size.kept_marks || !kept) && size.lines <= 2) return voice;
    }
  }
  return voice;
}

}  // namespace

bool head_fits(const Composer& c, const visit::block::Choice& choice, const ChoiceLook& look,
               Rect rect) {
  const double width = text_width(look, rect);
  const Measured head = c.measure(choice.head, head_voice(c, choice, width, {}), width);
  return head.fits && head.height + 2 <= rect.h;
}

bool sub_fits(const Composer& c, const visit::block::Choice& choice, const ChoiceLook& look,
              Rect rect) {
  if (choice.sub.empty()) return true;
  const double width = text_width(look, rect);
  const Measured head = c.measure(choice.head, head_voice(c, choice, width, {}), width);
  const Measured sub = c.measure(choice.sub, {Type::body, false, {}, text::Align::start}, width);
  return sub.lines <= 1 && sub.fits && head.height + sub.height + 6 <= rect.h;
}

void choice_card(Composer& c, const visit::block::Choice& choice, const ChoiceLook& look,
                 Rect rect) {
  const Colours& k = c.colours();
  const std::string id(visit::name(choice.button));
  const bool pressed = c.is_pressed(id);
  Rect face = rect;
  Colour ink = k.ink, sub_ink = k.ink2, icon_ink = look.icon_colour, ground = k.surface;
  if (choice.first) {
    ink = sub_ink = icon_ink = k.on_act;
    ground = k.act;
    face.h -= kEdge;
    if (pressed) face.y += kEdge;
  } else if (pressed) {
    ink = sub_ink = icon_ink = k.surface;
    ground = k.ink;
  }
  c.begin_target(id, Role::choice, rect, ground);
  if (choice.first) {
    if (!pressed) c.box(rect, kCardRadius, k.edge);
    c.box(face, kCardRadius, ground);
  } else {
    c.box(face, kCardRadius, ground, k.line, kStrongOutline);
  }
  const double middle = face.centre().y;
  const double side = choice.first ? look.first_icon : look.icon_size;
  if (side > 0) c.icon(choice.icon, {face.x + look.icon_centre, middle}, side, icon_ink);
  if (look.chevron) {
    c.icon(visit::Icon::next, {face.right() - 9 - kChevron / 2, middle}, kChevron, ink);
  }
  const double x = face.x + look.text, width = text_width(look, face);
  const Voice head = head_voice(c, choice, width, ink);
  const Voice sub{Type::body, false, sub_ink, text::Align::start};
  const double head_h = c.measure(choice.head, head, width).height;
  const bool with_sub = look.subs && !choice.sub.empty();
  const double sub_h = with_sub ? c.measure(choice.sub, sub, width).height + 0.8 : 0;
  double y = middle - (head_h + sub_h) / 2;
  y += c.text(choice.head, head, x, y, width) + 0.8;
  if (with_sub) c.text(choice.sub, sub, x, y, width);
}

}  // namespace ui
