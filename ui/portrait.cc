// SPDX-License-Identifier: GPL-3.0-or-later
// The upright panel: what is read stands above, what hands need below.
#include <algorithm>
#include <vector>

#include "ui/chrome.h"
#include "ui/controls.h"
#include "ui/field.h"
#include "ui/keypad.h"
#include "ui/pages.h"
#include "ui/pieces.h"

namespace ui {

namespace {

constexpr double kPrimary = 40, kSecondary = 30, kActionGap = 6;
constexpr double kPager = 24, kPagerAir = 5;

std::vector<const visit::block::Choice*> choices_of(const visit::Page& page) {
  std::vector<const visit::block::Choice*> out;
  for (const visit::Block& block : page.blocks) {
    if (const auto* choice = std::get_if<visit::block::Choice>(&block)) out.push_back(choice);
  }
  return out;
}

double actions_height(const visit::Page& page) {
  double height = 0;
  for (const visit::Action& action : page.actions) {
    height += (height > 0 ? kActionGap : 0) + (action.primary ? kPrimary : kSecondary);
  }
  return height;
}

void actions(Composer& c, const visit::Page& page, Rect main) {
  double y = main.bottom() - actions_height(page);
  for (const visit::Action& action : page.actions) {
    const Rect rect{main.x, y, main.w, action.primary ? kPrimary : kSecondary};
    if (action.primary) {
      primary_button(c, action, rect);
    } else {
      secondary_button(c, action, rect);
    }
    y += rect.h + kActionGap;
  }
}

// The first page: four choices at fixed places, the first of them the great one.
void welcome(Composer& c, const visit::Page& page, Rect main, const GiveWay& given) {
  constexpr double kTop = 140, kFirst = 94, kRest = 58;
  const auto choices = choices_of(page);
  ChoiceLook look{30.5, 26, 42, 59.6, !given.subs, true, c.colours().ink};
  double y = kTop;
  for (const auto* choice : choices) {
    const double height = choice->first ? kFirst : kRest;
    look.subs = look.subs && sub_fits(c, *choice, look, {main.x, y, main.w, height - kEdge});
  }
  // A sub-line for some and none for others would look like a fault.
  if (!look.subs && !given.subs) c.overflow(1);
  const double room = kTop - main.y;
  const Type greeting = c.measure(page.title, {Type::greeting, true, {}}, main.w).lines <= 1
                            ? Type::greeting
                            : Type::title;
  std::vector<Piece> top;
  top.push_back(title_piece(c, page.title, greeting, main.w));
  if (!page.lead.empty() && !given.lead) top.push_back(lead_piece(c, page.lead, main.w));
  for (Piece& piece : top) piece.after = 4;
  top.back().after = 6;
  const double height = least_height(top);
  const double above = greeting == Type::greeting ? std::clamp((room - height) / 3, 0.0, 5.5) : 0;
  flow(c, top, {main.x, main.y + above, main.w, room - above});
  for (const auto* choice : choices) {
    const double h = choice->first ? kFirst : kRest;
    choice_card(c, *choice, look, {main.x, y, main.w, h});
    y += h + kActionGap;
  }
}

// What is left over stands here: what follows lies where hands are.
Piece air() {
  Piece piece;
  piece.elastic = true;
  piece.most = 1e9;
  piece.draw = [](Rect) {};
  return piece;
}

// Puts as many pieces on each part as fit, and says which part of how many this is.
void flow_in_parts(Composer& c, std::vector<Piece>& list, Rect room, const PartWords& labels) {
  Rect above = room;
  above.h -= kPager + kPagerAir;
  // Each goes to the first part that has room for it, what is needed most before the rest: until
  // when and what next stand before why.
  std::stable_sort(list.begin(), list.end(),
                   [](const Piece& a, const Piece& b) { return a.rank < b.rank; });
  std::vector<std::vector<Piece>> parts;
  for (Piece& piece : list) {
    const auto roomy = std::find_if(parts.begin(), parts.end(), [&](std::vector<Piece> part) {
      part.push_back(piece);
      part.back().after = 0;
      return least_height(part) <= above.h;
    });
    if (roomy == parts.end()) {
      parts.push_back({std::move(piece)});
    } else {
      roomy->push_back(std::move(piece));
    }
  }
  for (auto& part : parts) {
    std::sort(part.begin(), part.end(),
              [](const Piece& a, const Piece& b) { return a.block < b.block; });
    part.front().joins = false;
    part.back().after = 0;
  }
  const int count = static_cast<int>(parts.size());
  const int part = c.handling().part % count;
  c.out().parts = count;
  flow(c, parts[static_cast<std::size_t>(part)], above);
  // A part nobody looks at must not overflow either.
  for (const auto& other : parts) c.overflow(least_height(other) - above.h);
  more_button(c, labels, part, count, {room.x, room.bottom() - kPager - kPagerAir, room.w, kPager});
}

}  // namespace

void compose_upright(Composer& c, const visit::Page& page, const GiveWay& given,
                     const PartWords& labels) {
  const Anatomy a = anatomy(c.panel());
  const double top = is_for_staff(page) ? kStaffTop : a.main_top;
  const Rect main{a.margin, top, c.panel().width() - 2 * a.margin, a.main_bottom - top};
  c.bar({0, 0, c.panel().width(), c.panel().height()}, c.colours().paper);
  header(c, page);
  steps_or_status(c, page);

  const auto choices = choices_of(page);
  const bool first_page = !choices.empty() && choices.front()->first;
  if (first_page) {
    welcome(c, page, main, given);
  } else {
    Rect room = main;
    std::vector<Piece> column;
    if (page.field) {
      upright_field(c, *page.field);
      room = {main.x, kFieldBottom + 6, main.w, main.bottom() - kFieldBottom - 6};
    } else {
      const bool great = page.actions.size() == 2 && page.lead.empty() == false &&
                         page.id == visit::PageId::idle &&
                         c.measure(page.title, {Type::greeting, true, {}}, main.w).lines <= 1;
      Piece title = title_piece(c, page.title, great ? Type::greeting : Type::title, main.w);
      const bool lead = !page.lead.empty() && !given.lead;
      if (lead) title.after = great ? 4 : 5;
      column.push_back(std::move(title));
      if (lead) column.push_back(lead_piece(c, page.lead, main.w));
    }
    const double actions_h = actions_height(page);
    if (actions_h > 0) room.h -= actions_h;
    auto blocks = pieces(c, page, given, {main.w, page.field.has_value()});
    const std::size_t fixed = column.size();
    column.insert(column.end(), std::make_move_iterator(blocks.begin()),
                  std::make_move_iterator(blocks.end()));
    if (!choices.empty()) {
      constexpr double kChoice = 54;
      const bool aside = page.band.open.has_value();  // one of several is how it is now
      ChoiceLook look{22.7, 24, 24, 44, !given.subs, !aside, c.colours().act};
      if (page.id == visit::PageId::language) {  // the mark of what is stands behind its words
        look.text = 14, look.icon_centre = main.w - 22;
      }
      if (aside) column.push_back(air());
      bool subs = true;
      for (const auto* choice : choices) {
        subs = subs && sub_fits(c, *choice, look, {main.x, 0, main.w, kChoice});
      }
      if (!subs && !given.subs) c.overflow(1);
      look.subs = look.subs && subs;
      for (const auto* choice : choices) {
        column.push_back(choice_piece(c, *choice, look, kChoice));
      }
    }
    if (!column.empty() && actions_h == 0) column.back().after = 0;
    if (given.parts && !has_keypad(page) && column.size() > fixed + 1) {
      // Title and lead stay; the list below them splits.
      std::vector<Piece> head(std::make_move_iterator(column.begin()),
                              std::make_move_iterator(column.begin() + static_cast<long>(fixed)));
      column.erase(column.begin(), column.begin() + static_cast<long>(fixed));
      const double taken = head.empty() ? 0 : least_height(head);
      if (!head.empty()) flow(c, head, {room.x, room.y, room.w, taken});
      flow_in_parts(c, column, {room.x, room.y + taken, room.w, room.h - taken}, labels);
    } else {
      flow(c, column, room);
    }
    actions(c, page, main);
  }
  nav(c, page);
  band(c, page);
}

}  // namespace ui
