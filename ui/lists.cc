// SPDX-License-Identifier: GPL-3.0-or-later
// Lying panels: pages that are a list. What it is about stands at the left, the list at the right;
// or, where its rows are long, the one above the other.
#include <algorithm>
#include <utility>
#include <variant>
#include <vector>

#include "ui/beside.h"
#include "ui/cards.h"
#include "ui/desk.h"
#include "ui/pages.h"
#include "ui/rows.h"

namespace ui {

namespace {

template <typename B>
bool is(const visit::Block& block) {
  return std::holds_alternative<B>(block);
}
bool is_row(const visit::Block& block) { return is<visit::block::Row>(block) && !is_about(block); }

const visit::block::Counters* counters_of(const visit::Page& page) {
  for (const visit::Block& block : page.blocks) {
    if (const auto* found = std::get_if<visit::block::Counters>(&block)) return found;
  }
  return nullptr;
}

// What leads to the rest of the list: to its next part, and from the last of them to what the visit
// has beyond it. One button does both.
struct Pager {
  const visit::Action* onward = nullptr;
  Actions asks;        // the other actions
  bool below = false;  // one of them goes on reading
};
Pager pager_of(const visit::Page& page) {
  Pager pager;
  for (const visit::Action& action : page.actions) {
    if (action.button == visit::Button::more_items) {
      pager.onward = &action;
    } else {
      pager.asks.push_back(&action);
      pager.below = pager.below || action.after_list;
    }
  }
  return pager;
}

double pager_height(const Composer& c) { return std::max(kTarget + 0.5, c.line(Type::body) + 2); }
double left_width(const Composer& c, bool desk) { return !small(c) ? 112 : desk ? 76 : 68; }
double list_gap(const Composer& c) { return small(c) ? 3.2 : 5; }

std::vector<Piece> list_pieces(Composer& c, const visit::Page& page, const GiveWay& given,
                               double width) {
  std::vector<Piece> list =
      pieces_if(c, page, given, width, [](const visit::Block& b) { return !is_about(b); });
  for (const visit::Block& block : page.blocks) {  // somebody themselves, after those they help
    const auto* choice = std::get_if<visit::block::Choice>(&block);
    if (choice == nullptr) continue;
    const AnswerLook look = answer_look(c, {choice}, width, small(c) ? kTarget : 30, true);
    list.push_back(answer_piece(c, *choice, look, small(c) ? 26 : 40));
  }
  return list;
}

void trim(const Composer& c, std::vector<Piece>& list) {
  if (!list.empty()) list.front().before = 0, list.back().after = 0;
  for (Piece& piece : list) {
    piece.elastic = false;  // a picture among rows has the room it needs
    if (small(c) && piece.joins) piece.before = 0;
    if (piece.heads) piece.after = small(c) ? 1 : 3;
  }
}

// A headline over what fills the panel is only said.
void drop_headlines(std::vector<Piece>& list) {
  std::erase_if(list, [](const Piece& piece) { return piece.heads; });
  if (!list.empty()) list.front().before = 0;
}

// The title over the list, the answers in a row below.
void list_across(Composer& c, const visit::Page& page, Rect main, const GiveWay& given) {
  const double gap = list_gap(c);
  const Asked top = asked(c, page, given, main.w, 0.34 * main.h, false);
  const double taken = top.pieces.empty() ? 0 : least_height(top.pieces) + 1.5;
  if (!top.pieces.empty()) flow(c, top.pieces, {main.x, main.y, main.w, taken - 1.5});
  std::vector<Piece> list = list_pieces(c, page, given, main.w);
  trim(c, list);
  const Pager pager = pager_of(page);
  const double foot_h = pager_height(c);
  const bool foots = !page.actions.empty();
  double room = main.h - taken - (foots ? foot_h + gap : 0);
  if (small(c) && least_height(list) > room) drop_headlines(list);
  const bool split = given.parts && least_height(list) > room + 0.01;
  if (split && !foots) room -= foot_h + gap;
  std::vector<std::vector<Piece>> parts;
  if (split) {
    parts = in_parts(list, room, true);
  } else {
    parts.push_back(std::move(list));
  }
  const int count = static_cast<int>(parts.size());
  const int part = c.handling().part % count;
  c.out().parts = count;
  for (const auto& each : parts) c.overflow(least_height(each) - room);
  flow(c, parts[static_cast<std::size_t>(part)], {main.x, main.y + taken, main.w, room});
  Rect foot{main.x, main.bottom() - foot_h, main.w, foot_h};
  if (split || pager.onward != nullptr) {
    // As wide as an answer beside it would be.
    const auto n = static_cast<double>(pager.asks.size() + 1);
    const double w = std::max((foot.w - (n - 1) * gap) / n, 0.26 * foot.w);
    parts_foot(c, {part, count, pager.onward, pager.below}, {foot.x, foot.y, w, foot.h});
    foot.x += w + gap, foot.w -= w + gap;
  }
  if (!pager.asks.empty()) c.overflow(answers_in_row(c, pager.asks, foot));
}

}  // namespace

bool is_table_of_facts(const visit::Page& page) {
  constexpr std::size_t kFewest = 5;
  return page.blocks.size() >= kFewest &&
         std::all_of(page.blocks.begin(), page.blocks.end(), is<visit::block::Fact>);
}

bool is_listed(const visit::Page& page) {
  return std::any_of(page.blocks.begin(), page.blocks.end(), [](const visit::Block& block) {
    return is_row(block) || is<visit::block::PersonChoice>(block) ||
           is<visit::block::Toggles>(block) || is<visit::block::Segments>(block) ||
           is<visit::block::Counters>(block) || is<visit::block::Tasks>(block);
  });
}

namespace {

void list_beside(Composer& c, const visit::Page& page, Rect main, const GiveWay& given) {
  const AnswerSizes s = answer_sizes(c.panel());
  const auto* counters = counters_of(page);
  const bool desk = std::any_of(page.blocks.begin(), page.blocks.end(), is<visit::block::Tasks>);
  // What there is to do stands beside what may be done, if that has room as a whole.
  const double wide_left = 0.38 * (main.w - s.column_gap);
  const auto tasks_height = [&] {
    return least_height(
        pieces_if(c, page, given, main.w - s.column_gap - wide_left, is<visit::block::Tasks>));
  };
  const double counted_h =
      counters == nullptr ? 0 : counters_piece(c, *counters, wide_left).least + kTarget + 6;
  const bool aside = desk && !small(c) && counted_h <= main.h && tasks_height() <= main.h;
  const double left_w = aside ? wide_left : left_width(c, desk);
  const Rect left{main.x, main.y, left_w, main.h};
  Rect right{left.right() + s.column_gap, main.y, main.right() - left.right() - s.column_gap,
             main.h};
  // Rows keep half a gap above and below them: the first and the last have it of the margins.
  const bool rows_only = std::all_of(page.blocks.begin(), page.blocks.end(),
                                     [](const visit::Block& block) { return is_row(block); });
  const double half = small(c) && rows_only ? 1.6 : 0;
  const auto spread = [half](Rect room) {
    return Rect{room.x, room.y - half, room.w, room.h + 2 * half};
  };

  // The list, and how many parts it has.
  std::vector<Piece> list;
  std::vector<Piece> beside;
  Rect room = spread(right);
  bool counted = false;
  if (aside) {
    list = pieces_if(c, page, given, left.w,
                     [](const visit::Block& block) { return !is<visit::block::Tasks>(block); });
    // The headline over the tasks goes with them.
    for (std::size_t i = 0; i + 1 < page.blocks.size(); ++i) {
      if (!is<visit::block::Tasks>(page.blocks[i + 1])) continue;
      std::erase_if(list, [i](const Piece& piece) { return piece.block == i && piece.heads; });
    }
    beside = pieces_if(c, page, given, right.w, is<visit::block::Tasks>);
    if (!page.title.empty()) {
      list.insert(list.begin(), title_piece(c, page.title, Type::title, left.w));
    }
    room = spread(left);
  } else {
    if (desk && counters != nullptr) {
      Piece piece = counters_list_piece(c, *counters, left.w);
      if (piece.least + 3.2 + kTarget <= left.h) {
        beside.push_back(std::move(piece));
        counted = true;
      }
    }
    list = list_pieces(c, page, given, right.w);
    if (counted) {
      std::erase_if(list, [&page](const Piece& piece) {
        return piece.block < page.blocks.size() &&
               is<visit::block::Counters>(page.blocks[piece.block]);
      });
    }
  }
  trim(c, list);
  // Many answers leave no room for the question: the first of them go under the list.
  const Pager way_on = pager_of(page);
  const Actions& asks = way_on.asks;
  const double pager_h = pager_height(c);
  const double gap = list_gap(c);
  const auto each_under = [&](std::size_t count) {
    const auto n = static_cast<double>(count);
    return (right.w - gap * (n - 1)) / std::max(1.0, n);
  };
  // Two lines where one of them needs it.
  const auto row_height = [&](std::size_t count) {
    double h = kTarget;
    for (std::size_t i = 0; i < count; ++i) {
      const double words = c.width(asks[i]->words, {Type::body, true, {}}) + 8.3;
      if (words > each_under(count)) h = 2 * c.line(Type::body) + kEdge + 1;
    }
    return h;
  };
  const bool great = page.id == visit::PageId::survey_symptoms;
  double list_h = least_height(list);
  std::size_t under = 0;
  bool split = false, paged = false;
  Foot foot;
  Asked top;
  double pager = 0, rest = 0;
  const auto settle = [&] {
    const double taken = under > 0 ? row_height(under) + gap : 0;
    split = given.parts && list_h > room.h - taken + 0.01;
    paged = split || way_on.onward != nullptr;
    if (aside) return true;
    const bool answered = under < asks.size();
    pager = paged ? pager_h + (answered ? gap : 0) : 0;
    for (const bool roomy : {true, false}) {
      foot = foot_of(c, asks, left.w, roomy, under);
      rest = left.h - foot.all - pager - (foot.all + pager > 0 ? 2 : 0);
      top = asked(c, page, given, left.w, rest, great);
      if (top.fits) return true;
    }
    return false;
  };
  while (!settle() && under + 1 < asks.size() && under < 3) ++under;
  const double row_h = row_height(under);
  if (under > 0) room.h -= row_h + gap + half;
  if (small(c) && list_h > room.h) {
    drop_headlines(list);
    list_h = least_height(list);
    (void)settle();
  }
  if (!split) c.overflow(list_h - room.h);
  if (aside && paged) room.h -= pager_h + gap;
  std::vector<std::vector<Piece>> parts;
  if (split) {
    parts = in_parts(list, room.h, true);
  } else {
    parts.push_back(list);
  }
  const int count = static_cast<int>(parts.size());
  const int part = c.handling().part % count;
  c.out().parts = count;
  for (const auto& each : parts) c.overflow(split ? least_height(each) - room.h : 0);

  if (!aside) flow(c, counted ? beside : top.pieces, {left.x, left.y, left.w, rest});
  flow(c, parts[static_cast<std::size_t>(part)], room);
  if (aside) {
    const double tasks = least_height(beside);
    flow(c, beside, {right.x, right.y, right.w, std::max(tasks, right.h)});
    c.overflow(tasks - right.h);
  }
  if (paged) {
    parts_foot(c, {part, count, way_on.onward, way_on.below},
               {left.x, left.bottom() - foot.all - (aside ? pager_h : pager), left.w, pager_h});
  }
  const double each = each_under(under);
  for (std::size_t i = 0; i < under; ++i) {
    const double x = right.x + static_cast<double>(i) * (each + gap);
    action_button(c, *asks[i], {x, right.bottom() - row_h, each, row_h});
  }
  stack(c, asks, foot, left);
}

}  // namespace

void lying_list(Composer& c, const visit::Page& page, Rect main, const GiveWay& given) {
  const bool desk = std::any_of(page.blocks.begin(), page.blocks.end(), is<visit::block::Tasks>);
  if (desk) return list_beside(c, page, main, given);
  const double narrow = main.w - answer_sizes(c.panel()).column_gap - left_width(c, desk);
  if (!RowTable(c, page, narrow).fits(c, page)) return list_across(c, page, main, given);
  const Composer::Draft blank = c.draft();
  list_beside(c, page, main, given);
  const Composer::Draft beside = c.draft();
  constexpr double kNone = 0.01;
  const bool fits = beside.overflow <= blank.overflow + kNone;
  if (!small(c) || (fits && beside.parts == 1)) return;
  // Across, if that is shorter to walk through.
  c.take_back(blank);
  list_across(c, page, main, given);
  const Composer::Draft across = c.draft();
  const bool fits_across = across.overflow <= blank.overflow + kNone;
  if (fits ? fits_across && across.parts < beside.parts : across.overflow < beside.overflow) return;
  c.take_back(blank);
  list_beside(c, page, main, given);
}

}  // namespace ui
