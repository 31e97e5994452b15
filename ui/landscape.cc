// SPDX-License-Identifier: GPL-3.0-or-later
// The lying panels: one sentence a page, two columns, what hands need in the right one at its foot.
#include <algorithm>
#include <functional>
#include <vector>

#include "ui/answers.h"
#include "ui/chrome.h"
#include "ui/controls.h"
#include "ui/field.h"
#include "ui/gauges.h"
#include "ui/keypad.h"
#include "ui/pages.h"
#include "ui/person_card.h"
#include "ui/pieces.h"
#include "ui/touch_points.h"

namespace ui {

namespace {

std::vector<const visit::block::Choice*> choices_of(const visit::Page& page) {
  std::vector<const visit::block::Choice*> out;
  for (const visit::Block& block : page.blocks) {
    if (const auto* choice = std::get_if<visit::block::Choice>(&block)) out.push_back(choice);
  }
  return out;
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
          std::size_t columns, bool subs, bool one_is_so = false) {
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
  const bool signs = std::any_of(choices.begin(), choices.end(), [](const auto* choice) {
    return choice->icon != visit::Icon::none;
  });
  if (!signs)
    look.icon_size = look.first_icon = look.icon_centre = 0, look.text = small(c) ? 6 : 12;
  // One of them is how it is now: its mark stands behind its words.
  if (one_is_so) look.text = small(c) ? 7 : 12, look.icon_centre = w - look.icon_centre;
  look.icon_colour = one || one_is_so ? c.colours().act : c.colours().ink;
  const Rect card{0, 0, w, h - kEdge};
  const auto all_fit =
      [&](bool (*fits)(const Composer&, const visit::block::Choice&, const ChoiceLook&, Rect)) {
        return std::all_of(choices.begin(), choices.end(),
                           [&](const auto* choice) { return fits(c, *choice, look, card); });
      };
  // Long words have the icons' room.
  if (!one_is_so && !all_fit(head_fits)) {
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
  const double field_w = small(c) ? 81 : 142;
  const double field_top = header_bottom(c.panel(), page);
  lying_field(c, *page.field, {0, field_top, field_w, main.bottom() - field_top});
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

// A way stands among what is said of it.
bool is_showpiece(const visit::Block& block) {
  const auto* picture = std::get_if<visit::block::Picture>(&block);
  return (picture != nullptr && picture->kind != visit::PictureKind::route) ||
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
  const AnswerSizes s = answer_sizes(c.panel());
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
  const AnswerSizes s = answer_sizes(c.panel());
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

// True if the answers have room below a title across the page, and its lead.
bool answers_below(Composer& c, const visit::Page& page, Rect main, const GiveWay& given) {
  if (page.actions.empty()) return true;
  const double gap = small(c) ? 3 : 6;
  double taken = title_piece(c, page.title, Type::title, main.w).least + gap;
  if (!given.lead && !page.lead.empty()) taken += lead_piece(c, page.lead, main.w).least + 1;
  const Rect narrow{main.x, main.y, 0.42 * (main.w - answer_sizes(c.panel()).column_gap), main.h};
  return taken + stacked_actions(c, page, narrow, false) <= main.h;
}

// The same with the title in the left column: the answers have the whole height of the right one.
void with_words_beside(Composer& c, const visit::Page& page, Rect main, const GiveWay& given) {
  const double gap = answer_sizes(c.panel()).column_gap;
  const Rect left{main.x, main.y, 0.56 * (main.w - gap), main.h};
  const Rect right{left.right() + gap, main.y, main.right() - left.right() - gap, main.h};
  std::vector<Piece> head;
  head.push_back(title_piece(c, page.title, Type::title, left.w));
  if (!page.lead.empty()) {
    head.push_back(lead_piece(c, page.lead, left.w));
    head.back().rank = 1;
  }
  const auto all = [](const Piece&) { return true; };
  flow(c, fitting(c, page, given, left.w, false, all, head, left.h), left);
  stacked_actions(c, page, right, true);
}

// What was found at the left, whose paper it is and what it says at the right, the ways on in a row
// below. False, and nothing drawn, if something would have to leave.
bool with_row_beside(Composer& c, const visit::Page& page, Rect main, const GiveWay& given) {
  const double answers = answer_sizes(c.panel()).action_gap + 28, gap = 6;
  const double column_gap = answer_sizes(c.panel()).column_gap;
  const Rect left{main.x, main.y, (main.w - column_gap) * 0.42, main.h - answers - gap};
  const Rect right{left.right() + column_gap, main.y, main.right() - left.right() - column_gap,
                   left.h};
  std::vector<Piece> head;
  head.push_back(title_piece(c, page.title, Type::title, left.w));
  if (!page.lead.empty()) head.push_back(lead_piece(c, page.lead, left.w));
  const auto all = [](const Piece&) { return true; };
  const auto found = fitting(c, page, given, right.w, false, all, {}, right.h);
  if (found.size() < page.blocks.size() || least_height(head) > left.h) return false;
  flow(c, head, left);
  flow(c, found, right);
  answers_in_row(c, actions_of(page), {main.x, main.bottom() - answers, main.w, answers});
  return true;
}

// The same one below the other: a line for each fact, and the name beside the title.
void with_row_below(Composer& c, const visit::Page& page, Rect main, const GiveWay& given) {
  constexpr double kGap = 2.5, kTitleAir = 8;
  const visit::block::Person* person = nullptr;
  for (const visit::Block& block : page.blocks) {
    if (const auto* found = std::get_if<visit::block::Person>(&block)) person = found;
  }
  Rect room = main;
  std::vector<Piece> head;
  bool named = false;
  if (person != nullptr && !person->name.empty()) {
    const double name_w = person_row_width(c, *person), title_w = main.w - name_w - kTitleAir;
    const Piece title = title_piece(c, page.title, Type::title, std::max(1.0, title_w));
    named = title_w > 0 && title.least < 1.5 * c.line(Type::title);
    if (named) {  // both stand on one line
      title.draw({main.x, main.y, title_w, title.least});
      const Piece row = person_row_piece(c, *person, name_w);
      row.draw({main.right() - name_w, main.y, name_w, title.least});
      room.y += title.least + 2, room.h -= title.least + 2;
    }
  }
  if (!named) {
    head.push_back(title_piece(c, page.title, Type::title, main.w));
    head.back().after = 2;
    head.back().block = kNoBlock;
  }
  if (!page.lead.empty()) {
    head.push_back(lead_piece(c, page.lead, main.w));
    head.back().rank = 15;
    head.back().after = 2;
    head.back().block = kNoBlock;
  }
  const auto wanted = [&page, named](const Piece& piece) {
    return !named || !std::holds_alternative<visit::block::Person>(page.blocks[piece.block]);
  };
  // The higher the buttons the better, but not at the cost of a fact, nor of what helps.
  std::vector<Piece> column;
  double answers = 0;
  bool fits = false;
  const auto told = [](const std::vector<Piece>& pieces) {
    const auto blocks = std::count_if(pieces.begin(), pieces.end(),
                                      [](const Piece& piece) { return piece.block != kNoBlock; });
    return std::pair{blocks, pieces.size()};
  };
  for (const double height : {small(c) ? 28.0 : 34.0, small(c) ? 24.0 : 28.0, kTarget + 0.4}) {
    const double left = room.h - height - kGap;
    auto more = fitting(c, page, given, main.w, false, wanted, head, left);
    const bool more_fits = least_height(more) <= left;
    if (answers > 0 && std::pair{more_fits, told(more)} <= std::pair{fits, told(column)}) continue;
    column = std::move(more);
    answers = height;
    fits = more_fits;
  }
  flow(c, column, {room.x, room.y, room.w, room.h - answers - kGap});
  answers_in_row(c, actions_of(page), {main.x, main.bottom() - answers, main.w, answers});
}

// Choices below a title: what can be adjusted one below the other, others in a square.
void with_choices(Composer& c, const visit::Page& page, Rect main, const GiveWay& given) {
  double top = main.y;
  title_row(c, page, main, top, !given.lead);
  const auto choices = choices_of(page);
  const bool languages = page.id == visit::PageId::language;
  const bool square = languages || (!page.band.open && choices.size() > 2);
  const double answers =
      page.actions.empty() ? 0 : paired_actions(c, page, main, true) + (small(c) ? 3.4 : 6);
  grid(c, choices, {main.x, top, main.w, main.bottom() - top - answers}, square ? 2 : 1, true,
       languages);
}

}  // namespace

void compose_lying(Composer& c, const visit::Page& page, const GiveWay& given) {
  const Anatomy a = anatomy(c.panel());
  const Rect main{a.margin, a.main_top, c.panel().width() - 2 * a.margin,
                  a.main_bottom - a.main_top};
  c.bar({0, 0, c.panel().width(), c.panel().height()}, c.colours().paper);
  lying_header(c, page);
  const auto choices = choices_of(page);
  if (page.band.open && !choices.empty()) {
    with_choices(c, page, main, given);
  } else if (!choices.empty() && choices.front()->first) {
    welcome(c, page, main, given);
  } else if (page.field) {
    with_field(c, page, main, given);
  } else if (has_keypad(page)) {
    lying_keypad(c, page, main);
  } else if (touch_points_of(page) != nullptr) {
    lying_touch_points(c, page, main);
  } else if (is_listed(page) || (small(c) && is_table_of_facts(page))) {
    lying_list(c, page, main, given);
  } else if (!choices.empty() && choices.front()->answer) {
    lying_question(c, page, main, given);
  } else if (!choices.empty()) {
    with_choices(c, page, main, given);
  } else if (page.actions.size() > 2 || page.band.open) {
    const bool beside = !small(c) && !page.band.open && !page.blocks.empty() &&
                        with_row_beside(c, page, main, given);
    if (!beside) with_row_below(c, page, main, given);
  } else if (std::any_of(page.blocks.begin(), page.blocks.end(), is_showpiece)) {
    with_showpiece(c, page, main, given);
  } else if (answers_below(c, page, main, given)) {
    with_words(c, page, main, given);
  } else {
    with_words_beside(c, page, main, given);
  }
  foot(c, page);
}

}  // namespace ui
