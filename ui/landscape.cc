// SPDX-License-Identifier: GPL-3.0-or-later
// The lying panels: one sentence a page, two columns, what hands need in the right one at its foot.
#include <algorithm>
#include <iterator>
#include <vector>

#include "ui/chrome.h"
#include "ui/controls.h"
#include "ui/field.h"
#include "ui/pages.h"
#include "ui/pieces.h"

namespace ui {

namespace {

struct Sizes {
  double primary, secondary, action_gap, column_gap;
};

Sizes sizes(const Panel& panel) {
  return panel.kind == PanelKind::small ? Sizes{30, 22, 4, 6} : Sizes{34, 26, 6, 10};
}

bool small(const Composer& c) { return c.panel().kind == PanelKind::small; }

std::vector<const visit::block::Choice*> choices_of(const visit::Page& page) {
  std::vector<const visit::block::Choice*> out;
  for (const visit::Block& block : page.blocks) {
    if (const auto* choice = std::get_if<visit::block::Choice>(&block)) out.push_back(choice);
  }
  return out;
}

void button(Composer& c, const visit::Action& action, Rect rect) {
  if (action.primary) {
    primary_button(c, action, rect);
  } else {
    secondary_button(c, action, rect);
  }
}

// One above the other at the foot of the column; returns what they take.
double stacked_actions(Composer& c, const visit::Page& page, Rect column, bool place) {
  const Sizes s = sizes(c.panel());
  double taken = 0;
  for (auto it = page.actions.rbegin(); it != page.actions.rend(); ++it) {
    if (taken > 0) taken += s.action_gap;
    taken += it->primary ? s.primary : s.secondary;
  }
  if (!place) return taken;
  double y = column.bottom() - taken;
  for (const visit::Action& action : page.actions) {
    const double h = action.primary ? s.primary : s.secondary;
    button(c, action, {column.x, y, column.w, h});
    y += h + s.action_gap;
  }
  return taken;
}

// Beside one another, the primary the wider; for the wide column of a verdict.
double paired_actions(Composer& c, const visit::Page& page, Rect column, bool place) {
  const double h = small(c) ? 28 : 32;
  if (page.actions.empty()) return 0;
  if (!place) return h;
  const Rect row{column.x, column.bottom() - h, column.w, h};
  if (page.actions.size() == 1) {
    button(c, page.actions[0], row);
    return h;
  }
  const double gap = sizes(c.panel()).action_gap;
  // The wider its words, the wider the button.
  std::vector<double> wishes;
  for (const visit::Action& action : page.actions) {
    const Voice voice{action.primary ? Type::title : Type::secondary, true, {}};
    wishes.push_back(c.width(action.words, voice) + (action.icon == visit::Icon::none ? 12 : 27));
  }
  const double second = std::clamp(wishes[1], row.w * 0.34, row.w * 0.5);
  const double first = row.w - gap - second;
  button(c, page.actions[0], {row.x, row.y, first, h});
  button(c, page.actions[1], {row.x + first + gap, row.y, second, h});
  return h;
}

void title_row(Composer& c, const visit::Page& page, Rect main, double& top, bool lead) {
  std::vector<Piece> head;
  head.push_back(title_piece(c, page.title, Type::title, main.w));
  if (lead && !page.lead.empty()) {
    head.back().after = 1;
    head.push_back(lead_piece(c, page.lead, main.w));
  }
  head.back().after = small(c) ? 3 : 6;
  const double taken = least_height(head);
  flow(c, head, {main.x, main.y, main.w, taken});
  top = main.y + taken;
}

// Cards in a grid that fills the room.
void grid(Composer& c, const std::vector<const visit::block::Choice*>& choices, Rect room,
          std::size_t columns, bool subs) {
  const double gap = small(c) ? 3.4 : 6;
  const std::size_t rows = (choices.size() + columns - 1) / columns;
  const double w = (room.w - gap * static_cast<double>(columns - 1)) / static_cast<double>(columns);
  const double h = (room.h - gap * static_cast<double>(rows - 1)) / static_cast<double>(rows);
  ChoiceLook look{small(c) ? 15.3 : 20,
                  small(c) ? (columns == 1 ? 15.0 : 19.0) : 22,
                  small(c) ? 30.5 : 40,
                  subs && !small(c),
                  !small(c),
                  c.colours().ink};
  if (columns == 1) look.icon_centre = small(c) ? 13 : 18, look.text = small(c) ? 25 : 36;
  if (columns == 1) look.icon_colour = c.colours().act;
  for (const auto* choice : choices) {
    look.subs = look.subs && sub_fits(c, *choice, look, {0, 0, w, h - kEdge});
  }
  c.overflow(kTarget - h);
  for (std::size_t i = 0; i < choices.size(); ++i) {
    const auto column = static_cast<double>(i % columns), row = static_cast<double>(i / columns);
    choice_card(c, *choices[i], look,
                {room.x + column * (w + gap), room.y + row * (h + gap), w, h});
  }
}

void welcome(Composer& c, const visit::Page& page, Rect main) {
  double top = main.y;
  title_row(c, page, main, top, !small(c));
  grid(c, choices_of(page), {main.x, top, main.w, main.bottom() - top}, 2, true);
}

void with_field(Composer& c, const visit::Page& page, Rect main, const GiveWay& given) {
  const Anatomy a = anatomy(c.panel());
  const double field_w = small(c) ? 82 : 142;
  lying_field(c, *page.field, {0, a.header, field_w, main.bottom() - a.header});
  const double x = field_w + (small(c) ? 6 : 10);
  const Rect column{x, main.y, main.right() - x, main.h};
  const auto choices = choices_of(page);
  if (!choices.empty()) {
    auto head = pieces(c, page, given, {column.w, true});
    drop_to_fit(head, small(c) ? 0 : 26);
    const double taken = head.empty() ? 0 : least_height(head);
    if (!head.empty()) flow(c, head, {column.x, column.y, column.w, taken});
    return grid(c, choices, {column.x, column.y + taken, column.w, column.h - taken}, 1, true);
  }
  const double taken = paired_actions(c, page, column, false);
  std::vector<Piece> column_pieces;
  if (!page.field->name.empty()) {
    column_pieces.push_back(masked_person_piece(c, *page.field, column.w));
  }
  auto blocks = pieces(c, page, given, {column.w, true});
  column_pieces.insert(column_pieces.end(), std::make_move_iterator(blocks.begin()),
                       std::make_move_iterator(blocks.end()));
  const double room = column.h - taken - (small(c) ? 2 : 5);
  drop_to_fit(column_pieces, room);
  flow(c, column_pieces, {column.x, column.y, column.w, room});
  paired_actions(c, page, column, true);
}

bool is_showpiece(const visit::Block& block) {
  return std::holds_alternative<visit::block::Picture>(block) ||
         std::holds_alternative<visit::block::Person>(block) ||
         std::holds_alternative<visit::block::Ladder>(block) ||
         std::holds_alternative<visit::block::Countdown>(block);
}

// A picture, a name, a ladder or a countdown at the left; words and actions at the right.
void with_showpiece(Composer& c, const visit::Page& page, Rect main, const GiveWay& given) {
  const Sizes s = sizes(c.panel());
  const bool wide_left = std::any_of(page.blocks.begin(), page.blocks.end(), [](const auto& b) {
    return std::holds_alternative<visit::block::Person>(b) ||
           std::holds_alternative<visit::block::Ladder>(b);
  });
  const double share = wide_left ? 0.58 : 0.4;
  const double left_w = (main.w - s.column_gap) * share;
  const Rect left{main.x, main.y, left_w, main.h};
  const Rect right{main.x + left_w + s.column_gap, main.y, main.w - left_w - s.column_gap, main.h};

  std::vector<Piece> left_pieces, right_pieces;
  for (Piece& piece : pieces(c, page, given, {left.w, false})) {
    if (is_showpiece(page.blocks[piece.block])) left_pieces.push_back(std::move(piece));
  }
  for (Piece& piece : pieces(c, page, given, {right.w, false})) {
    if (!is_showpiece(page.blocks[piece.block])) right_pieces.push_back(std::move(piece));
  }
  for (Piece& piece : left_pieces) piece.before = piece.after = 0;
  if (left_pieces.size() == 1 && !left_pieces.front().elastic) {
    left_pieces.front().most = left.h;
    left_pieces.front().elastic = true;
  }
  flow(c, left_pieces, left);

  const double taken = stacked_actions(c, page, right, false);
  std::vector<Piece> words;
  words.push_back(title_piece(
      c, page.title,
      wide_left && small(c) && c.measure(page.title, {Type::question, true, {}}, right.w).lines == 1
          ? Type::question
          : Type::title,
      right.w));
  if (!page.lead.empty()) {
    words.push_back(lead_piece(c, page.lead, right.w));
    words.back().rank = 15;
  }
  words.insert(words.end(), std::make_move_iterator(right_pieces.begin()),
               std::make_move_iterator(right_pieces.end()));
  const double room = right.h - taken - (taken > 0 ? s.action_gap : 0);
  drop_to_fit(words, room);
  flow(c, words, {right.x, right.y, right.w, room});
  stacked_actions(c, page, right, true);
}

// Words alone: title across, what is explained at the left, what is asked at the right.
void with_words(Composer& c, const visit::Page& page, Rect main, const GiveWay& given) {
  const Sizes s = sizes(c.panel());
  double top = main.y;
  title_row(c, page, main, top, true);
  const bool asks = !page.actions.empty();
  const double left_w = asks ? (main.w - s.column_gap) * 0.58 : main.w;
  const Rect left{main.x, top, left_w, main.bottom() - top};
  auto column = pieces(c, page, given, {left.w, false});
  if (!column.empty()) column.front().before = 0, column.back().after = 0;
  drop_to_fit(column, left.h);
  flow(c, column, left);
  const Rect right{left.right() + s.column_gap, top, main.right() - left.right() - s.column_gap,
                   left.h};
  if (asks) stacked_actions(c, page, right, true);
}

// The three things a person can adjust, in place of the page until it is closed again.
void adjust(Composer& c, const visit::Page& page, Rect main) {
  using visit::Button;
  double top = main.y;
  std::vector<Piece> head;
  head.push_back(title_piece(c, page.band.adjust, Type::title, main.w));
  head.back().after = small(c) ? 3 : 6;
  const double taken = least_height(head);
  flow(c, head, {main.x, main.y, main.w, taken});
  top += taken;
  const double gap = small(c) ? 3.4 : 6;
  const double h = (main.bottom() - top - 2 * gap) / 3;
  const Quiet rows[] = {
      {std::string(visit::name(Button::text_size)), visit::Icon::text_size, page.band.text_size},
      {std::string(visit::name(Button::contrast)), visit::Icon::contrast, page.band.contrast},
      {std::string(visit::name(Button::listen)), visit::Icon::sound, page.band.listen,
       page.look.aloud},
  };
  for (const Quiet& row : rows) {
    quiet_button(c, row, {main.x, top, main.w, h}, Type::secondary, small(c) ? 12 : 15);
    top += h + gap;
  }
}

}  // namespace

void compose_lying(Composer& c, const visit::Page& page, const GiveWay& given) {
  const Anatomy a = anatomy(c.panel());
  const Rect main{a.margin, a.main_top, c.panel().width() - 2 * a.margin,
                  a.main_bottom - a.main_top};
  c.bar({0, 0, c.panel().width(), c.panel().height()}, c.colours().paper);
  lying_header(c, page);
  const auto choices = choices_of(page);
  if (c.handling().adjusting && page.help) {
    adjust(c, page, main);
  } else if (!choices.empty() && choices.front()->first) {
    welcome(c, page, main);
  } else if (page.field) {
    with_field(c, page, main, given);
  } else if (std::any_of(page.blocks.begin(), page.blocks.end(), is_showpiece)) {
    with_showpiece(c, page, main, given);
  } else {
    with_words(c, page, main, given);
  }
  foot(c, page);
}

}  // namespace ui
