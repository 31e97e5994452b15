// SPDX-License-Identifier: GPL-3.0-or-later
// The lying panels: one sentence a page, two columns, what hands need in the right one at its foot.
#include <algorithm>
#include <functional>
#include <vector>

#include "ui/chrome.h"
#include "ui/controls.h"
#include "ui/field.h"
#include "ui/gauges.h"
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

// One above the other at the foot of the column, higher where the words need two lines; returns
// what they take.
double stacked_actions(Composer& c, const visit::Page& page, Rect column, bool place) {
  const Sizes s = sizes(c.panel());
  const double two_lines = 2 * c.line(Type::secondary) + 1;
  std::vector<double> heights;
  double taken = 0;
  for (const visit::Action& action : page.actions) {
    const bool fits = action.primary || one_line(c, action, column.w);
    heights.push_back(action.primary ? s.primary : std::max(s.secondary, fits ? 0 : two_lines));
    taken += heights.back() + (heights.size() > 1 ? s.action_gap : 0);
  }
  if (!place) return taken;
  double y = column.bottom() - taken;
  for (std::size_t i = 0; i < heights.size(); ++i) {
    button(c, page.actions[i], {column.x, y, column.w, heights[i]});
    y += heights[i] + s.action_gap;
  }
  return taken;
}

visit::Action whole(const visit::Action& action) {
  return {action.button, action.icon, action.words.clone(), action.primary};
}
visit::Action brief(const visit::Action& action) {
  visit::Action out = whole(action);
  if (!out.words.brief.empty()) out.words.text = out.words.brief.clone();
  return out;
}

// Beside one another, the primary the wider; for the right part of a verdict.
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
  // The wider its words, the wider the button; the icons are the first to have no room.
  const auto wish = [&c](const visit::Action& action, bool with_icon) {
    const Voice voice{action.primary ? Type::title : Type::secondary, true, {}};
    const bool icon = with_icon && action.icon != visit::Icon::none;
    return c.width(action.words, voice) + (icon ? 27 : 12);
  };
  const auto together = [&](const visit::Action& a, const visit::Action& b, bool with_icon) {
    return wish(a, with_icon) + gap + wish(b, with_icon) <= row.w;
  };
  const bool short_words = !together(page.actions[0], page.actions[1], true);
  const visit::Action first = short_words ? brief(page.actions[0]) : whole(page.actions[0]);
  const visit::Action second = short_words ? brief(page.actions[1]) : whole(page.actions[1]);
  const bool icons = together(first, second, true);
  const double a = wish(first, icons), b = wish(second, icons), room = row.w - gap;
  const double wished = a + b <= room ? b : room * b / (a + b);
  const double second_w = std::clamp(wished, row.w * 0.34, row.w * 0.55);
  const double first_w = row.w - gap - second_w;
  button(c, first, {row.x, row.y, first_w, h});
  button(c, second, {row.x + first_w + gap, row.y, second_w, h});
  return h;
}

// The page's blocks for a column of this height, below what stands there already. Sub-lines go if
// that saves a block; then blocks go, the least needed first.
std::vector<Piece> fitting(Composer& c, const visit::Page& page, GiveWay given, double width,
                           bool follows_field, const std::function<bool(const Piece&)>& wanted,
                           const std::vector<Piece>& head, double height) {
  std::vector<Piece> best;
  for (const bool subs_go : {given.subs, true}) {
    given.subs = subs_go;
    std::vector<Piece> column = head;
    for (Piece& piece : pieces(c, page, given, {width, follows_field})) {
      if (wanted(piece)) column.push_back(std::move(piece));
    }
    // The air above and below a column is the caller's.
    if (head.empty() && !follows_field && !column.empty()) column.front().before = 0;
    drop_to_fit(column, height);
    if (best.empty() || column.size() > best.size()) best = std::move(column);
  }
  return best;
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
  const bool one = columns == 1;
  ChoiceLook look{};
  look.icon_centre = small(c) ? (one ? 13 : 15.3) : (one ? 18 : 21);
  look.icon_size = small(c) ? (one ? 15 : 19) : 22;
  look.first_icon = small(c) ? 22 : 30;
  look.text = small(c) ? (one ? 25 : 30.5) : (one ? 36 : 42);
  look.subs = subs && !small(c);
  look.chevron = false;
  look.icon_colour = one ? c.colours().act : c.colours().ink;
  const Rect card{0, 0, w, h - kEdge};
  const auto all_fit =
      [&](bool (*fits)(const Composer&, const visit::block::Choice&, const ChoiceLook&, Rect)) {
        return std::all_of(choices.begin(), choices.end(),
                           [&](const auto* choice) { return fits(c, *choice, look, card); });
      };
  // Long words have the icons' room.
  if (!all_fit(head_fits)) {
    look.icon_size = look.first_icon = 0;
    look.text = small(c) ? 5 : 10;
  }
  look.subs = look.subs && all_fit(sub_fits);
  if (!all_fit(head_fits)) c.overflow(1);
  c.overflow(kTarget - h);
  for (std::size_t i = 0; i < choices.size(); ++i) {
    const auto column = static_cast<double>(i % columns), row = static_cast<double>(i / columns);
    choice_card(c, *choices[i], look,
                {room.x + column * (w + gap), room.y + row * (h + gap), w, h});
  }
}

void welcome(Composer& c, const visit::Page& page, Rect main, const GiveWay& given) {
  double top = main.y;
  if (!given.lead) title_row(c, page, main, top, !small(c));
  grid(c, choices_of(page), {main.x, top, main.w, main.bottom() - top}, 2, true);
}

void with_field(Composer& c, const visit::Page& page, Rect main, const GiveWay& given) {
  const Anatomy a = anatomy(c.panel());
  const double field_w = small(c) ? 81 : 142;
  lying_field(c, *page.field, {0, a.header, field_w, main.bottom() - a.header});
  const double x = field_w + (small(c) ? 4.5 : 10);
  const Rect column{x, main.y, main.right() - x, main.h};
  const auto choices = choices_of(page);
  if (!choices.empty()) {
    auto head = pieces(c, page, given, {column.w, true});
    drop_to_fit(head, small(c) ? 0 : 26);
    const double taken = head.empty() ? 0 : least_height(head);
    if (!head.empty()) flow(c, head, {column.x, column.y, column.w, taken});
    return grid(c, choices, {column.x, column.y + taken, column.w, column.h - taken}, 1, true);
  }
  const double room = column.h - paired_actions(c, page, column, false) - (small(c) ? 3 : 6);
  const auto all = [](const Piece&) { return true; };
  const bool facts = std::any_of(page.blocks.begin(), page.blocks.end(), [](const auto& block) {
    return std::holds_alternative<visit::block::Fact>(block);
  });
  std::vector<Piece> told;
  for (const bool numbered : {true, false}) {
    std::vector<Piece> head;
    if (!page.field->name.empty()) {
      head.push_back(masked_person_piece(c, *page.field, column.w, numbered));
    }
    told = fitting(c, page, given, column.w, true, all, head, room);
    // A verdict with facts keeps the number before the facts; one with directions the other way.
    const bool kept = !told.empty() && told.front().block == kNoBlock;
    const bool fits = least_height(told) <= room;
    if (kept && fits && (facts || told.size() > page.blocks.size())) break;
  }
  flow(c, told, {column.x, column.y, column.w, room});
  paired_actions(c, page, column, true);
}

bool is_showpiece(const visit::Block& block) {
  return std::holds_alternative<visit::block::Picture>(block) ||
         std::holds_alternative<visit::block::Person>(block) ||
         std::holds_alternative<visit::block::Ladder>(block) ||
         std::holds_alternative<visit::block::Countdown>(block);
}

// True if every rung of a ladder says its words on one line.
bool words_fit(const Composer& c, const visit::Page& page, double width) {
  for (const visit::Block& block : page.blocks) {
    const auto* ladder = std::get_if<visit::block::Ladder>(&block);
    if (ladder != nullptr && !ladder_speaks(c, *ladder, width)) return false;
  }
  return true;
}

// A picture, a name, a ladder or a countdown at the left; words and actions at the right.
void with_showpiece(Composer& c, const visit::Page& page, Rect main, const GiveWay& given) {
  const Sizes s = sizes(c.panel());
  const bool wide_left = std::any_of(page.blocks.begin(), page.blocks.end(), [](const auto& b) {
    return std::holds_alternative<visit::block::Person>(b) ||
           std::holds_alternative<visit::block::Ladder>(b);
  });
  const double share = wide_left ? (words_fit(c, page, 0.58 * main.w) ? 0.58 : 0.45) : 0.4;
  const double left_w = (main.w - s.column_gap) * share;
  const Rect left{main.x, main.y, left_w, main.h};
  const Rect right{main.x + left_w + s.column_gap, main.y, main.w - left_w - s.column_gap, main.h};

  const auto shown = [&page](const Piece& piece) { return is_showpiece(page.blocks[piece.block]); };
  std::vector<Piece> left_pieces;
  for (Piece& piece : pieces(c, page, given, {left.w, false})) {
    if (shown(piece)) left_pieces.push_back(std::move(piece));
  }
  for (Piece& piece : left_pieces) piece.before = piece.after = 0;
  if (left_pieces.size() == 1 && !left_pieces.front().elastic) {
    left_pieces.front().most = left.h;
    left_pieces.front().elastic = true;
  }
  flow(c, left_pieces, left);

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
  // Above one another if that leaves room for the title.
  double taken = stacked_actions(c, page, right, false);
  const bool paired = right.h - taken - s.action_gap < words.front().least;
  if (paired) taken = paired_actions(c, page, right, false);
  const double room = right.h - taken - (taken > 0 ? s.action_gap : 0);
  words = fitting(
      c, page, given, right.w, false, [&shown](const Piece& piece) { return !shown(piece); }, words,
      room);
  flow(c, words, {right.x, right.y, right.w, room});
  if (paired) {
    paired_actions(c, page, right, true);
  } else {
    stacked_actions(c, page, right, true);
  }
}

// Words alone: title across, what is explained at the left, what is asked at the right.
void with_words(Composer& c, const visit::Page& page, Rect main, const GiveWay& given) {
  const Sizes s = sizes(c.panel());
  double top = main.y;
  title_row(c, page, main, top, !given.lead);
  const bool asks = !page.actions.empty();
  const auto all = [](const Piece&) { return true; };
  std::vector<Piece> column;
  Rect left{main.x, top, main.w, main.bottom() - top};
  // What is explained comes first: short answers make do with a quarter of the page.
  for (const double share : {0.58, 0.5, 0.72}) {
    if (asks) left.w = (main.w - s.column_gap) * share;
    const double answers = main.w - s.column_gap - left.w;
    const bool answered = std::all_of(page.actions.begin(), page.actions.end(), [&](const auto& a) {
      return one_line(c, a, a.primary ? answers : 1.8 * answers);
    });
    column = fitting(c, page, given, left.w, false, all, {}, left.h);
    if (!asks || (answered && column.size() == page.blocks.size())) break;
  }
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
    welcome(c, page, main, given);
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
