// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/cards.h"

#include <algorithm>
#include <initializer_list>
#include <string>

namespace ui {

namespace {

using visit::Icon;

// What a card is filled with and what stands on it.
struct Inks {
  Colour ground, first, second, act;
};
Inks inks(const Composer& c, bool pressed) {
  const Colours& k = c.colours();
  if (pressed) return {k.ink, k.surface, k.surface, k.surface};
  return {k.surface, k.ink, k.ink2, k.act};
}

}  // namespace

AnswerLook answer_look(const Composer& c, const Answers& answers, double width, double least,
                       bool subs) {
  AnswerLook look;
  look.subs = subs;
  const double air = length(c, 10, 8, 5);
  // Above all in one line; icons leave before words grow too small.
  for (const bool icons : {true, false}) {
    look.icon_size = icons ? length(c, 20, 17, 13) : 0;
    look.icon_centre = length(c, 22, 19, 13);
    look.text = icons ? length(c, 42.3, 36, 24) : air;
    for (const std::size_t lines : {1U, 2U}) {
      for (const Type type :
           {Type::question, Type::title, Type::choice, Type::secondary, Type::lead, Type::body}) {
        look.head = type;
        look.height = least;
        const bool all = std::all_of(answers.begin(), answers.end(), [&](const auto* answer) {
          const Measured size = c.measure(answer->head, {type, true, {}}, width - look.text - air);
          look.height = std::max(look.height, size.height + 4);
          return size.fits && size.lines <= lines;
        });
        if (all) return look;
      }
    }
  }
  return look;
}

void answer_card(Composer& c, const visit::block::Choice& answer, const AnswerLook& look,
                 Rect rect) {
  const std::string id(visit::name(answer.button));
  const Inks ink = inks(c, c.is_pressed(id));
  c.begin_target(id, Role::choice, rect, ink.ground);
  c.box(rect, kCardRadius, ink.ground, c.colours().ink, kStrongOutline);
  const double middle = rect.centre().y;
  if (look.icon_size > 0) {
    c.icon(answer.icon, {rect.x + look.icon_centre, middle}, look.icon_size, ink.act);
  }
  const double x = rect.x + look.text, air = length(c, 10, 8, 5);
  const double room = rect.right() - air - x;
  const Voice head{look.head, true, ink.first};
  const Voice sub{Type::body, false, ink.second};
  const Measured said = c.measure(answer.head, head, room);
  const double between = length(c, 8, 7, 5);
  const double behind = room - said.width - kRounding - between;
  const double sub_w = answer.sub.empty() ? 0 : c.width(answer.sub, sub) + kRounding;
  if (look.subs && sub_w > 0 && said.lines == 1 && sub_w <= behind) {
    const double w = said.width + kRounding;
    c.text_in(answer.head, head, {x, rect.y, w, rect.h});
    c.text_in(answer.sub, sub, {x + w + between, rect.y, sub_w, rect.h});
    return;
  }
  const double below = c.measure(answer.sub, sub, room).height;
  if (look.subs && sub_w > 0 && said.height + below + 3 <= rect.h) {
    const double y = middle - (said.height + below) / 2;
    c.text(answer.head, head, x, y, room);
    c.text(answer.sub, sub, x, y + said.height, room);
    return;
  }
  c.text_in(answer.head, head, {x, rect.y, room, rect.h});
  c.say(answer.sub);
}

Piece answer_piece(Composer& c, const visit::block::Choice& answer, const AnswerLook& look,
                   double most) {
  Piece piece;
  piece.least = look.height;
  piece.most = std::max(most, look.height);
  piece.grows = true;
  piece.before = piece.after = length(c, 6, 6, 3.4);
  piece.draw = [&c, &answer, look](Rect r) { answer_card(c, answer, look, r); };
  return piece;
}

namespace {

// The relation in its disc, or, where it is too long for one, before what one may do.
struct PersonLook {
  double disc = 0;  // 0: none
  bool in_disc = false;
  Voice relation, name, sub;
  double name_h = 0, sub_h = 0;
};

double chevron(const Composer& c) { return length(c, 13, 12, 10); }

PersonLook person_look(const Composer& c, const visit::block::PersonChoice& person, double width,
                       double height, bool subs) {
  PersonLook look;
  const double pad = length(c, 9, 8, 5);
  look.disc = std::min(length(c, 36, 32, 24), height - 3);
  for (const Type type : {Type::lead, Type::body}) {
    look.relation = {type, true, {}, text::Align::centre};
    look.in_disc = c.width(person.relation, look.relation) <= 0.87 * look.disc;
    if (look.in_disc) break;
  }
  if (!look.in_disc && height < length(c, 40, 34, 29)) look.disc = 0;
  const double x = pad + (look.disc > 0 ? look.disc + pad : 0);
  const double room = width - x - chevron(c) - 2 * pad;
  for (const std::size_t lines : {1U, 2U}) {
    for (const Type type : {Type::panel, Type::lead, Type::body}) {
      if (lines > 1 && type == Type::panel) continue;
      look.name = {type, true, {}};
      const Measured size = c.measure(person.name, look.name, room);
      look.name_h = size.height;
      if (size.fits && size.lines <= lines) {
        look.sub = {Type::body, false, {}};
        const double second = look.in_disc
                                  ? (subs ? c.measure(person.sub, look.sub, room).height : 0)
                                  : c.line(Type::body);
        look.sub_h = look.name_h + second + 2 <= height ? second : 0;
        return look;
      }
    }
  }
  return look;
}

void person_choice(Composer& c, const visit::block::PersonChoice& person, bool subs, Rect rect) {
  const Colours& k = c.colours();
  const std::string id(visit::name(person.button));
  const bool pressed = c.is_pressed(id);
  const Inks ink = inks(c, pressed);
  PersonLook look = person_look(c, person, rect.w, rect.h, subs);
  c.begin_target(id, Role::choice, rect, ink.ground);
  c.box(rect, kCardRadius, ink.ground, k.line, kStrongOutline);
  const double pad = length(c, 9, 8, 5), middle = rect.centre().y;
  const double side = chevron(c);
  c.icon(Icon::next, {rect.right() - pad - side / 2, middle}, side, ink.first);
  look.relation.colour = ink.act, look.name.colour = ink.first, look.sub.colour = ink.second;
  const Colour disc_ground = pressed ? ink.ground : k.act_tint;
  const Point disc{rect.x + pad + look.disc / 2, middle};
  double x = rect.x + pad;
  if (look.disc > 0) {
    c.disc(disc, look.disc / 2, disc_ground);
    if (k.outlined || pressed) c.ring(disc, look.disc / 2, kOutline, pressed ? ink.first : k.line);
    if (look.in_disc) {
      c.text_in(person.relation, look.relation,
                {disc.x - look.disc / 2, disc.y - look.disc / 2, look.disc, look.disc},
                disc_ground);
    } else {
      c.icon(Icon::person, disc, 0.54 * look.disc, ink.act);
    }
    x += look.disc + pad;
  }
  const double room = rect.right() - 2 * pad - side - x;
  double y = middle - (look.name_h + look.sub_h) / 2;
  // Beside the name where there is no second line for it.
  Voice relation{Type::body, true, ink.act};
  const double relation_w = c.width(person.relation, relation) + kRounding;
  const double name_w = c.width(person.name, look.name) + kRounding;
  const bool beside = !look.in_disc && look.sub_h == 0;
  if (beside && name_w + 5 + relation_w <= room) {
    c.text_in(person.name, look.name, {x, rect.y, name_w, rect.h});
    c.text_in(person.relation, relation, {x + name_w + 5, rect.y, relation_w, rect.h});
    return c.say(person.sub);
  }
  c.text(person.name, look.name, x, y, room);
  y += look.name_h;
  if (look.in_disc) {
    if (look.sub_h > 0) {
      c.text(person.sub, look.sub, x, y, room);
    } else {
      c.say(person.sub);
    }
    return;
  }
  if (look.sub_h == 0) {
    c.say(person.relation);
    return c.say(person.sub);
  }
  const double sub_w = c.width(person.sub, look.sub) + kRounding;
  c.text(person.relation, relation, x, y, std::min(relation_w, room));
  if (subs && relation_w + 4 + sub_w <= room) {
    c.text(person.sub, look.sub, x + relation_w + 4, y, sub_w);
  } else {
    c.say(person.sub);
  }
}

}  // namespace

Piece person_choice_piece(Composer& c, const visit::block::PersonChoice& person, double width,
                          bool subs) {
  Piece piece;
  const double tall = length(c, 56, 46, 28);
  const PersonLook look = person_look(c, person, width, tall, subs);
  piece.least = std::max(length(c, 44, 34, kTarget), look.name_h + 3);
  if (subs && !small(c)) piece.least = std::max(piece.least, look.name_h + look.sub_h + 4);
  piece.most = std::max(piece.least, tall);
  piece.grows = true;
  piece.before = piece.after = length(c, 6, 6, 3.4);
  piece.draw = [&c, &person, subs](Rect r) { person_choice(c, person, subs, r); };
  return piece;
}

Piece holder_piece(Composer& c, const visit::block::Holder& holder, double width) {
  const Colours& k = c.colours();
  const double pad = length(c, 12, 8, 4), pad_y = length(c, 7.5, 5, 2);
  const double side = length(c, 24, 18, 12), gap = length(c, 10, 7, 4);
  const double sign = length(c, 10, 9, 8.5), sign_gap = 3;
  const Voice name{Type::panel, true, k.ink}, role{Type::body, false, k.ink2};
  const Voice state{Type::body, true, k.act};
  const double state_w =
      holder.state.empty() ? 0 : sign + sign_gap + c.width(holder.state, state) + kRounding;
  const double name_w = c.width(holder.name, name) + kRounding;
  const double role_w = c.width(holder.role, role) + kRounding;
  // The sign has the least to say, and what was read is seen by the name.
  bool icon = true, stated = state_w > 0, beside = true;
  double x = 0, room = 0;
  struct Way {
    bool icon, stated, beside;
  };
  for (const Way& way : {Way{true, true, true},
                         {false, true, true},
                         {true, true, false},
                         {true, false, false},
                         {false, false, false}}) {
    icon = way.icon, stated = way.stated && state_w > 0, beside = way.beside;
    x = pad + (icon ? side + gap : 0);
    room = width - x - pad - (stated && beside ? state_w + gap : 0);
    if (std::max(name_w, role_w) <= room && (!stated || beside || state_w <= room)) break;
  }
  const double name_h = c.measure(holder.name, name, room).height;
  const double role_h = c.measure(holder.role, role, room).height;
  const double below = stated && !beside ? c.line(Type::body) : 0;
  // A small panel has one line for it.
  const bool one_line = small(c) && name_w + 4 + role_w <= room && below == 0;
  Piece piece;
  piece.least = piece.most =
      (one_line ? std::max(name_h, role_h) : name_h + role_h + below) + 2 * pad_y;
  piece.before = length(c, 6, 3, 2);
  piece.after = length(c, 9, 5, 3);
  piece.rank = 6;
  piece.draw = [=, &c, &k, &holder](Rect r) {
    c.begin("holder", Role::text, r, k.surface);
    c.box(r, kCardRadius, k.surface, k.line, kOutline);
    if (icon) c.icon(Icon::badge, {r.x + pad + side / 2, r.centre().y}, side, k.ink);
    const double left = r.x + x;
    if (one_line) {
      c.text_in(holder.name, name, {left, r.y, name_w, r.h});
      c.text_in(holder.role, role, {left + name_w + 4, r.y, role_w, r.h});
    } else {
      const double y = r.y + pad_y;
      c.text(holder.name, name, left, y, room);
      c.text(holder.role, role, left, y + name_h, room);
    }
    if (!stated) return c.say(holder.state);
    const double line = c.line(Type::body);
    const double at = beside ? r.right() - pad - state_w : left;
    const double y = beside ? r.centre().y - line / 2 : r.y + pad_y + name_h + role_h;
    c.icon(Icon::check, {at + sign / 2, y + line / 2}, sign, k.act);
    c.text_in(holder.state, state, {at + sign + sign_gap, y, state_w - sign - sign_gap, line});
  };
  return piece;
}

}  // namespace ui
