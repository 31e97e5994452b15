// SPDX-License-Identifier: GPL-3.0-or-later
// The upright panel: what is read stands above, what hands need below.
#include <algorithm>
#include <vector>

#include "ui/cards.h"
#include "ui/chrome.h"
#include "ui/controls.h"
#include "ui/field.h"
#include "ui/keypad.h"
#include "ui/pages.h"
#include "ui/pieces.h"
#include "ui/rows.h"
#include "ui/touch_points.h"

namespace ui {

namespace {

constexpr double kPrimary = 40, kSecondary = 30, kShared = 32, kActionGap = 6;
constexpr double kPager = 24, kPagerAir = 5;

std::vector<const visit::block::Choice*> choices_of(const visit::Page& page) {
  std::vector<const visit::block::Choice*> out;
  for (const visit::Block& block : page.blocks) {
    if (const auto* choice = std::get_if<visit::block::Choice>(&block)) out.push_back(choice);
  }
  return out;
}

// The answers from top to bottom: a next step has its row, others share one where their words let
// them and the page has no room else, and so do both at a desk, where many things are done.
using ActionRows = std::vector<std::vector<const visit::Action*>>;

ActionRows rows_of_actions(const Composer& c, const visit::Page& page, const GiveWay& given,
                           double width) {
  const double half = (width - kActionGap) / 2;
  const bool stepless = std::none_of(page.actions.begin(), page.actions.end(),
                                     [](const visit::Action& action) { return action.primary; });
  const auto narrow = [&](const visit::Action& action) {
    const double icon = action.icon == visit::Icon::none ? 0 : 16;
    const Type type = given.paired ? Type::lead : Type::secondary;
    return c.width(action.words, {type, true, {}}) + icon + 12 <= half;
  };
  ActionRows rows;
  for (std::size_t i = 0; i < page.actions.size(); ++i) {
    rows.push_back({&page.actions[i]});
    const bool next = i + 1 < page.actions.size();
    const bool steps = next && (page.actions[i].primary || page.actions[i + 1].primary);
    const bool two = next && (stepless || is_for_staff(page) || (given.paired && !steps));
    if (two && narrow(page.actions[i]) && narrow(page.actions[i + 1])) {
      rows.back().push_back(&page.actions[++i]);
    }
  }
  return rows;
}

double row_height(const std::vector<const visit::Action*>& row) {
  const bool primary =
      std::any_of(row.begin(), row.end(), [](const auto* a) { return a->primary; });
  return !primary ? kSecondary : row.size() > 1 ? kShared : kPrimary;
}

double actions_height(const ActionRows& rows) {
  double height = 0;
  for (const auto& row : rows) height += (height > 0 ? kActionGap : 0) + row_height(row);
  return height;
}

void actions(Composer& c, const ActionRows& rows, Rect main) {
  double y = main.bottom() - actions_height(rows);
  for (const auto& row : rows) {
    const double h = row_height(row);
    const double w = row.size() > 1 ? (main.w - kActionGap) / 2 : main.w;
    double x = main.x;
    for (const visit::Action* action : row) {
      action_button(c, *action, {x, y, w, h});
      x += w + kActionGap;
    }
    y += h + kActionGap;
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

// The page is one question: it is larger than a title.
bool asks(const visit::Page& page) {
  return page.id == visit::PageId::survey_question || page.id == visit::PageId::survey_symptoms ||
         page.id == visit::PageId::survey_temperature;
}

bool has_pin(const visit::Page& page) {
  return std::any_of(page.blocks.begin(), page.blocks.end(), [](const visit::Block& block) {
    return std::holds_alternative<visit::block::PinDots>(block);
  });
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
void flow_in_parts(Composer& c, std::vector<Piece> list, Rect room, const visit::Page& page) {
  const bool in_order = is_listed(page);
  Rect above = room;
  above.h -= kPager + kPagerAir * (in_order ? 2 : 1);  // what is pressed keeps off the pager
  // What is needed most before the rest, if it is no table: until when and what next before why.
  const auto parts = in_parts(std::move(list), above.h, in_order);
  const int count = static_cast<int>(parts.size());
  const int part = c.handling().part % count;
  c.out().parts = count;
  flow(c, parts[static_cast<std::size_t>(part)], above);
  // A part nobody looks at must not overflow either.
  for (const auto& other : parts) c.overflow(least_height(other) - above.h);
  const bool below = std::any_of(page.actions.begin(), page.actions.end(),
                                 [](const visit::Action& action) { return action.after_list; });
  parts_foot(c, {part, count, nullptr, below},
             {room.x, room.bottom() - kPager - kPagerAir, room.w, kPager});
}

// Answers to a question stand at the foot, and with them the row that reads it again.
void add_answers(Composer& c, const visit::Page& page, const Answers& answers, double width,
                 const GiveWay& given, std::vector<Piece>& column) {
  constexpr double kLeast = 36, kMost = 50;
  const AnswerLook look = answer_look(c, answers, width, kLeast, !given.subs);
  const auto hearing = std::find_if(column.begin(), column.end(), [&page](const Piece& piece) {
    const auto* row = piece.block < page.blocks.size()
                          ? std::get_if<visit::block::Row>(&page.blocks[piece.block])
                          : nullptr;
    return row != nullptr && is_hearing(*row);
  });
  column.insert(hearing, air());
  for (const auto* answer : answers) column.push_back(answer_piece(c, *answer, look, kMost));
}

// The last part of the page that does not flow: five points in what the title leaves.
void upright_touch_points(Composer& c, const visit::Page& page, Rect room) {
  std::vector<Piece> head;
  head.push_back(title_piece(c, page.title, Type::title, room.w));
  if (!page.lead.empty()) head.push_back(lead_piece(c, page.lead, room.w));
  const double taken = least_height(head);
  flow(c, head, {room.x, room.y, room.w, taken});
  touch_points(c, *touch_points_of(page), {room.x, room.y + taken, room.w, room.h - taken});
}

}  // namespace

void compose_upright(Composer& c, const visit::Page& page, const GiveWay& given) {
  const Anatomy a = anatomy(c.panel());
  const double top = upright_top(page);
  const Rect main{a.margin, top, c.panel().width() - 2 * a.margin, a.main_bottom - top};
  c.bar({0, 0, c.panel().width(), c.panel().height()}, c.colours().paper);
  header(c, page);
  steps_or_status(c, page);

  const auto choices = choices_of(page);
  const bool first_page = !choices.empty() && choices.front()->first;
  const ActionRows rows = rows_of_actions(c, page, given, main.w);
  const double actions_h = actions_height(rows);
  if (first_page) {
    welcome(c, page, main, given);
  } else if (touch_points_of(page) != nullptr) {
    Rect room = main;
    if (actions_h > 0) room.h -= actions_h + kActionGap;
    upright_touch_points(c, page, room);
    actions(c, rows, main);
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
      const bool lead = !page.lead.empty() && !given.lead;
      if (!page.title.empty()) {
        const Type type = great ? Type::greeting : asks(page) ? Type::question : Type::title;
        column.push_back(title_piece(c, page.title, type, main.w));
        if (lead) column.back().after = great ? 4 : 5;
      }
      if (lead) column.push_back(lead_piece(c, page.lead, main.w));
    }
    if (actions_h > 0) room.h -= actions_h;
    for (Piece& piece : column) piece.block = kNoBlock;
    auto blocks = pieces(c, page, given, {main.w, page.field.has_value()});
    if (const auto said = block_in_nav(c, page)) {
      std::erase_if(blocks, [&](const Piece& piece) { return piece.block == *said; });
    }
    const std::size_t fixed = column.size();
    column.insert(column.end(), std::make_move_iterator(blocks.begin()),
                  std::make_move_iterator(blocks.end()));
    if (!choices.empty() && choices.front()->answer) {
      add_answers(c, page, choices, main.w, given, column);
    } else if (!choices.empty()) {
      constexpr double kChoice = 54;
      const bool aside = page.band.open.has_value();  // one of several is how it is now
      ChoiceLook look{22.7, 24, 24, 44, !given.subs, !aside, c.colours().act};
      if (page.id == visit::PageId::language) {  // the mark of what is stands behind its words
        look.text = 14, look.icon_centre = main.w - 22;
      }
      const bool signs = std::any_of(choices.begin(), choices.end(), [](const auto* choice) {
        return choice->icon != visit::Icon::none;
      });
      if (!signs) look.text = 14, look.icon_size = look.icon_centre = 0;
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
    if (has_pin(page)) {
      const auto pin = std::find_if(column.begin(), column.end(), [&page](const Piece& piece) {
        return piece.block < page.blocks.size() &&
               std::holds_alternative<visit::block::PinDots>(page.blocks[piece.block]);
      });
      column.insert(pin, air());
    }
    if (given.parts && !has_keypad(page) && column.size() > fixed + 1) {
      // Title and lead stay; the list below them splits.
      std::vector<Piece> head(std::make_move_iterator(column.begin()),
                              std::make_move_iterator(column.begin() + static_cast<long>(fixed)));
      column.erase(column.begin(), column.begin() + static_cast<long>(fixed));
      const double taken = head.empty() ? 0 : least_height(head);
      if (!head.empty()) flow(c, head, {room.x, room.y, room.w, taken});
      flow_in_parts(c, std::move(column), {room.x, room.y + taken, room.w, room.h - taken}, page);
    } else {
      flow(c, column, room);
    }
    actions(c, rows, main);
  }
  nav(c, page);
  band(c, page);
}

}  // namespace ui
