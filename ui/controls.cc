// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ui {

namespace {

constexpr double kPadding = 6;  // between a button's edge and what is in it
constexpr double kChevron = 13;

struct Fit {
  Voice voice;
  Measured size;
  bool icon;
};

// The first voice in which the words fit beside the icon, then without it; else the last one.
template <std::size_t N>
Fit fit(const Composer& c, const visit::Words& words, const std::array<Voice, N>& voices, Rect rect,
        double icon_and_gap, std::size_t lines) {
  Fit last{};
  for (const Voice& voice : voices) {
    for (const double taken : {icon_and_gap, 0.0}) {
      const double width = rect.w - 2 * kPadding - taken;
      last = {voice, c.measure(words, voice, width), taken > 0};
      if (last.size.fits && last.size.lines <= lines && last.size.height <= rect.h) return last;
      if (icon_and_gap == 0) break;
    }
  }
  return last;
}

// Icon and words as a pair, centred.
void pair_in(Composer& c, visit::Icon icon, const visit::Words& words, const Fit& fit, Rect rect,
             double side, double gap) {
  const double taken = fit.icon ? side + gap : 0;
  const double left = rect.x + (rect.w - taken - fit.size.width) / 2;
  if (fit.icon) c.icon(icon, {left + side / 2, rect.centre().y}, side, fit.voice.colour);
  Voice voice = fit.voice;
  if (fit.size.lines > 1) voice.align = text::Align::centre;
  // A tenth more than measured: rounding must not break the line.
  c.text_in(words, voice, {left + taken - 0.05, rect.y, fit.size.width + 0.1, rect.h});
}

}  // namespace

void primary_button(Composer& c, const visit::Action& action, Rect rect) {
  const Colours& k = c.colours();
  const std::string id(visit::name(action.button));
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
  const std::array<Voice, 2> voices{Voice{Type::title, true, k.on_act, text::Align::start},
                                    Voice{Type::secondary, true, k.on_act, text::Align::start}};
  const double taken = action.icon == visit::Icon::none ? 0 : side + gap;
  Fit found = fit(c, action.words, voices, face, taken, 2);
  found.icon = found.icon && taken > 0;
  pair_in(c, action.icon, action.words, found, face, side, gap);
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
  const std::array<Voice, 3> voices{Voice{Type::secondary, true, ink, text::Align::start},
                                    Voice{Type::lead, true, ink, text::Align::start},
                                    Voice{Type::body, true, ink, text::Align::start}};
  const double taken = action.icon == visit::Icon::none ? 0 : side + gap;
  Fit found = fit(c, action.words, voices, rect, taken, portrait ? 1 : 2);
  if (!found.size.fits || found.size.lines > 1)
    found = fit(c, action.words, voices, rect, taken, 2);
  found.icon = found.icon && taken > 0;
  pair_in(c, action.icon, action.words, found, rect, side, gap);
}

void quiet_button(Composer& c, const Quiet& quiet, Rect rect, Type type, double icon) {
  const Colours& k = c.colours();
  const bool pressed = c.is_pressed(quiet.id);
  const Colour plain = quiet.lit ? k.act : k.ink;
  const Colour fill = pressed ? k.ink : k.surface, ink = pressed ? k.surface : plain;
  c.begin_target(quiet.id, Role::button, rect, fill);
  c.box(rect, kButtonRadius, fill, quiet.lit ? k.act : k.line, kOutline);
  const std::array<Voice, 2> voices{Voice{type, false, ink, text::Align::start},
                                    Voice{Type::chrome, false, ink, text::Align::start}};
  Rect roomy = rect;  // these are narrow: two millimetres of air are enough
  roomy.x -= kPadding - 2, roomy.w += 2 * (kPadding - 2);
  const double gap = icon * 0.55;
  const Fit found = fit(c, quiet.words, voices, roomy, icon + gap, 1);
  pair_in(c, quiet.icon, quiet.words, found, rect, icon, gap);
}

void band_cell(Composer& c, const Quiet& quiet, Rect target, Rect cell) {
  const Colours& k = c.colours();
  const bool pressed = c.is_pressed(quiet.id);
  const Colour ink = pressed ? k.sunk : quiet.lit ? k.act : k.ink;
  c.begin_target(quiet.id, Role::button, target, pressed ? k.ink : k.sunk);
  if (pressed) c.box({target.x, cell.y + 3, target.w, cell.h - 6}, kButtonRadius, k.ink);
  const std::array<Voice, 1> voices{Voice{Type::chrome, quiet.lit, ink, text::Align::start}};
  constexpr double kIcon = 10.5, kGap = 4;
  Rect roomy = target;
  roomy.x -= kPadding, roomy.w += 2 * kPadding;
  const Fit found = fit(c, quiet.words, voices, roomy, kIcon + kGap, 1);
  pair_in(c, quiet.icon, quiet.words, found, {target.x, cell.y, target.w, cell.h}, kIcon, kGap);
}

void more_button(Composer& c, const PartWords& labels, int part, int parts, Rect row) {
  const Colours& k = c.colours();
  visit::Words where;
  where.text = visit::Secret(visit::fill(
      labels.part, {{"part", std::to_string(part + 1)}, {"parts", std::to_string(parts)}}));
  where.spoken = where.text.clone();
  c.begin("part", Role::text, {row.x, row.y, row.w / 2, row.h}, k.paper);
  c.text_in(where, {Type::body, false, k.ink2, text::Align::start},
            {row.x, row.y, row.w / 2, row.h});

  visit::Words more;
  more.text = visit::Secret(labels.more);
  more.spoken = more.text.clone();
  const Voice voice{Type::body, false, k.ink, text::Align::start};
  constexpr double kIcon = 10;
  const double words = c.width(more, voice);
  const double width = std::max(46.0, words + kIcon + (words > 0 ? 3 : 0) + 12);
  const Rect rect{row.right() - width, row.y, width, row.h};
  const std::string id(kMore);
  const bool pressed = c.is_pressed(id);
  const Colour fill = pressed ? k.ink : k.surface, ink = pressed ? k.surface : k.ink;
  c.begin_target(id, Role::button, rect, fill);
  c.box(rect, kButtonRadius, fill, k.ink, kOutline);
  const double left = rect.x + (rect.w - words - kIcon - (words > 0 ? 3 : 0)) / 2;
  Voice inked = voice;
  inked.colour = ink;
  if (words > 0) c.text_in(more, inked, {left, rect.y, words + 0.1, rect.h});
  c.icon(visit::Icon::next, {left + words + (words > 0 ? 3 : 0) + kIcon / 2, rect.centre().y},
         kIcon, ink);
}

namespace {

Voice head_voice(const visit::block::Choice& choice, Colour ink) {
  return {choice.first ? Type::first_choice : Type::choice, true, ink, text::Align::start};
}

double text_width(const ChoiceLook& look, Rect rect) {
  return rect.w - look.text - (look.chevron ? 9 + kChevron + 2 : 3);
}

}  // namespace

bool sub_fits(const Composer& c, const visit::block::Choice& choice, const ChoiceLook& look,
              Rect rect) {
  if (choice.sub.empty()) return true;
  const double width = text_width(look, rect);
  const Measured head = c.measure(choice.head, head_voice(choice, {}), width);
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
  const double side = choice.first ? look.icon_size * 1.62 : look.icon_size;
  c.icon(choice.icon, {face.x + look.icon_centre, middle}, side, icon_ink);
  if (look.chevron) {
    c.icon(visit::Icon::next, {face.right() - 9 - kChevron / 2, middle}, kChevron, ink);
  }
  const double x = face.x + look.text, width = text_width(look, face);
  const Voice head = head_voice(choice, ink);
  const Voice sub{Type::body, false, sub_ink, text::Align::start};
  const double head_h = c.measure(choice.head, head, width).height;
  const bool with_sub = look.subs && !choice.sub.empty();
  const double sub_h = with_sub ? c.measure(choice.sub, sub, width).height + 0.8 : 0;
  double y = middle - (head_h + sub_h) / 2;
  y += c.text(choice.head, head, x, y, width) + 0.8;
  if (with_sub) c.text(choice.sub, sub, x, y, width);
}

}  // namespace ui
