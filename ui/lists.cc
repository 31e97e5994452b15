// SPDX-License-Identifier: GPL-3.0-or-later
// Lying panels: pages that are a list, a question with its answers, or points to touch. What is
// asked stands at the left, what is pressed at the right.
#include <algorithm>
#include <utility>
#include <variant>
#include <vector>

#include "ui/answers.h"
#include "ui/cards.h"
#include "ui/chrome.h"
#include "ui/desk.h"
#include "ui/pages.h"
#include "ui/rows.h"
#include "ui/touch_points.h"

namespace ui {

namespace {

bool small(const Composer& c) { return c.panel().kind == PanelKind::small; }

template <typename B>
bool is(const visit::Block& block) {
  return std::holds_alternative<B>(block);
}
bool hears(const visit::Block& block) {
  const auto* row = std::get_if<visit::block::Row>(&block);
  return row != nullptr && is_hearing(*row);
}
bool is_row(const visit::Block& block) { return is<visit::block::Row>(block) && !hears(block); }

// What stands beside a list: whose it is and what it is about.
bool is_about(const visit::Block& block) {
  return is<visit::block::Person>(block) || is<visit::block::Holder>(block) || hears(block);
}

std::vector<Piece> pieces_if(Composer& c, const visit::Page& page, const GiveWay& given,
                             double width, bool (*wanted)(const visit::Block&)) {
  std::vector<Piece> out;
  for (Piece& piece : pieces(c, page, given, {width, false})) {
    if (wanted(page.blocks[piece.block])) out.push_back(std::move(piece));
  }
  if (!out.empty()) out.front().before = 0, out.back().after = 0;
  return out;
}

const visit::block::Counters* counters_of(const visit::Page& page) {
  for (const visit::Block& block : page.blocks) {
    if (const auto* found = std::get_if<visit::block::Counters>(&block)) return found;
  }
  return nullptr;
}

// How high the actions under one another are at least, and where they stand.
struct Foot {
  std::vector<double> heights;
  double gap = 0;
  double all = 0;
};
Foot foot_of(const Composer& c, const visit::Page& page, double width, bool roomy,
             std::size_t from = 0) {
  const AnswerSizes s = answer_sizes(c.panel());
  Foot foot;
  foot.gap = small(c) ? 3.2 : 5;
  for (std::size_t i = from; i < page.actions.size(); ++i) {
    const visit::Action& action = page.actions[i];
    const Type role = action.primary ? Type::title : Type::secondary;
    const bool one = c.width(action.words, {role, true, {}}) + 12 <= width;
    const double two_lines = 2 * c.line(Type::lead) + (action.primary ? 3 : 1);
    double h = action.primary ? (roomy ? s.primary : kTarget + 4) : (roomy ? s.secondary : kTarget);
    if (!one) h = std::max(h, two_lines);
    foot.heights.push_back(h);
    foot.all += h + (foot.heights.size() > 1 ? foot.gap : 0);
  }
  return foot;
}

void button(Composer& c, const visit::Action& action, Rect r) {
  if (action.primary) {
    primary_button(c, action, r);
  } else {
    secondary_button(c, action, r);
  }
}

void actions(Composer& c, const visit::Page& page, const Foot& foot, Rect column) {
  const std::size_t from = page.actions.size() - foot.heights.size();
  double y = column.bottom() - foot.all;
  for (std::size_t i = 0; i < foot.heights.size(); ++i) {
    button(c, page.actions[from + i], {column.x, y, column.w, foot.heights[i]});
    y += foot.heights[i] + foot.gap;
  }
}

// The question as large as leaves room for what else stands there; then the lead goes.
struct Asked {
  std::vector<Piece> pieces;
  bool fits = false;
};
Asked asked(Composer& c, const visit::Page& page, const GiveWay& given, double width, double height,
            bool great) {
  Asked best;
  std::vector<Type> types{Type::title, Type::secondary, Type::lead, Type::body};
  if (great) types.insert(types.begin(), Type::question);
  for (const bool lead : {true, false}) {
    if (lead && (given.lead || page.lead.empty())) continue;
    for (const Type type : types) {
      // A lead is worth a smaller question only as long as that is still a title.
      if (lead && type != Type::question && type != Type::title) continue;
      best.pieces.clear();
      if (!page.title.empty()) {
        best.pieces.push_back(title_piece(c, page.title, type, width));
        best.pieces.back().after = small(c) ? 2 : 4;
      }
      if (lead) best.pieces.push_back(lead_piece(c, page.lead, width));
      for (Piece& piece : pieces_if(c, page, given, width, is_about)) {
        best.pieces.push_back(std::move(piece));
      }
      if (!best.pieces.empty()) best.pieces.back().after = 0;
      const bool kept = page.title.empty() || c.measure(page.title, {type, true, {}}, width).fits;
      best.fits = kept && least_height(best.pieces) <= height;
      if (best.fits) return best;
      // What only says that it is being read leaves before the words grow small.
      auto without = best.pieces;
      std::erase_if(without, [&page](const Piece& piece) {
        return piece.block != kNoBlock && piece.block < page.blocks.size() && piece.rank == 18 &&
               hears(page.blocks[piece.block]);
      });
      if (without.size() < best.pieces.size() && !without.empty()) {
        without.back().after = 0;
        if (kept && least_height(without) <= height) return {std::move(without), true};
      }
    }
  }
  return best;
}

}  // namespace

namespace {

// Rows too long to stand beside anything: the title over them, the answers in a row below.
void list_across(Composer& c, const visit::Page& page, Rect main, const GiveWay& given,
                 const PartWords& labels) {
  const double gap = small(c) ? 3.2 : 5;
  const Asked top = asked(c, page, given, main.w, 0.34 * main.h, false);
  const double taken = top.pieces.empty() ? 0 : least_height(top.pieces) + 1.5;
  if (!top.pieces.empty()) flow(c, top.pieces, {main.x, main.y, main.w, taken - 1.5});
  std::vector<Piece> list =
      pieces_if(c, page, given, main.w, [](const visit::Block& b) { return !is_about(b); });
  const double foot_h = std::max(kTarget + 0.5, c.line(Type::body) + 2);
  double room = main.h - taken - (page.actions.empty() ? 0 : foot_h + gap);
  const bool split = given.parts && least_height(list) > room + 0.01;
  if (split && page.actions.empty()) room -= foot_h + gap;
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
  if (split) {
    const double pager = page.actions.empty() ? foot.w : 0.36 * foot.w;
    more_button(c, labels, part, count, {foot.x, foot.y, pager, foot.h});
    foot.x += pager + gap, foot.w -= pager + gap;
  }
  if (!page.actions.empty()) answers_in_row(c, page, foot);
}

}  // namespace

bool is_listed(const visit::Page& page) {
  return std::any_of(page.blocks.begin(), page.blocks.end(), [](const visit::Block& block) {
    return is_row(block) || is<visit::block::PersonChoice>(block) ||
           is<visit::block::Toggles>(block) || is<visit::block::Segments>(block) ||
           is<visit::block::Counters>(block) || is<visit::block::Tasks>(block);
  });
}

void lying_list(Composer& c, const visit::Page& page, Rect main, const GiveWay& given,
                const PartWords& labels) {
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
  const double left_w = aside ? wide_left : !small(c) ? 112 : desk ? 76 : 68;
  const double narrow = main.w - s.column_gap - left_w;
  if (!desk && !RowTable(c, page, narrow).fits(c, page)) {
    return list_across(c, page, main, given, labels);
  }
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
    list = pieces_if(c, page, given, right.w, [](const visit::Block& b) { return !is_about(b); });
    if (counted) {
      std::erase_if(list, [&page](const Piece& piece) {
        return is<visit::block::Counters>(page.blocks[piece.block]);
      });
    }
    for (const visit::Block& block : page.blocks) {  // somebody themselves, after those they help
      const auto* choice = std::get_if<visit::block::Choice>(&block);
      if (choice == nullptr) continue;
      const AnswerLook look = answer_look(c, {choice}, right.w, small(c) ? kTarget : 30, true);
      list.push_back(answer_piece(c, *choice, look, small(c) ? 26 : 40));
    }
  }
  if (!list.empty()) {
    list.front().before = 0;
    list.back().after = 0;
  }
  for (Piece& piece : list) {
    piece.elastic = false;  // a picture among rows has the room it needs
    if (piece.heads) piece.after = small(c) ? 1 : 3;
  }
  // Many answers leave no room for the question: the first of them go under the list.
  const double pager_h = std::max(kTarget + 0.5, c.line(Type::body) + 2);
  const double gap = small(c) ? 3.2 : 5;
  const auto each_under = [&](std::size_t count) {
    const auto n = static_cast<double>(count);
    return (right.w - gap * (n - 1)) / std::max(1.0, n);
  };
  // Two lines where one of them needs it.
  const auto row_height = [&](std::size_t count) {
    double h = kTarget;
    for (std::size_t i = 0; i < count; ++i) {
      const double words = c.width(page.actions[i].words, {Type::body, true, {}}) + 8.3;
      if (words > each_under(count)) h = 2 * c.line(Type::body) + kEdge + 1;
    }
    return h;
  };
  const bool great = page.id == visit::PageId::survey_symptoms;
  double list_h = least_height(list);
  std::size_t under = 0;
  bool split = false;
  Foot foot;
  Asked top;
  double pager = 0, rest = 0;
  const auto settle = [&] {
    const double taken = under > 0 ? row_height(under) + gap : 0;
    split = given.parts && list_h > room.h - taken + 0.01;
    if (aside) return true;
    const bool answered = under < page.actions.size();
    pager = split ? pager_h + (answered ? gap : 0) : 0;
    for (const bool roomy : {true, false}) {
      foot = foot_of(c, page, left.w, roomy, under);
      rest = left.h - foot.all - pager - (foot.all + pager > 0 ? 2 : 0);
      top = asked(c, page, given, left.w, rest, great);
      if (top.fits) return true;
    }
    return false;
  };
  while (!settle() && under + 1 < page.actions.size() && under < 3) ++under;
  const double row_h = row_height(under);
  if (under > 0) room.h -= row_h + gap + half;
  // A headline over what fills the panel is only said.
  if (small(c) && list_h > room.h) {
    std::erase_if(list, [](const Piece& piece) { return piece.heads; });
    if (!list.empty()) list.front().before = 0;
    list_h = least_height(list);
    (void)settle();
  }
  if (!split) c.overflow(list_h - room.h);
  if (aside && split) room.h -= pager_h + gap;
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
  if (split) {
    more_button(c, labels, part, count,
                {left.x, left.bottom() - foot.all - (aside ? pager_h : pager), left.w, pager_h});
  }
  const double each = each_under(under);
  for (std::size_t i = 0; i < under; ++i) {
    const double x = right.x + static_cast<double>(i) * (each + gap);
    button(c, page.actions[i], {x, right.bottom() - row_h, each, row_h});
  }
  actions(c, page, foot, left);
}

void lying_question(Composer& c, const visit::Page& page, Rect main, const GiveWay& given) {
  const AnswerSizes s = answer_sizes(c.panel());
  Answers answers;
  for (const visit::Block& block : page.blocks) {
    if (const auto* choice = std::get_if<visit::block::Choice>(&block)) answers.push_back(choice);
  }
  const double gap = small(c) ? 3.4 : 6;
  const auto n = static_cast<double>(answers.size());
  const auto others = [](const visit::Block& block) { return !is<visit::block::Choice>(block); };
  struct Way {
    double share, roomy;
  };
  for (const Way& way : {Way{0.5, 1}, {0.58, 1}, {0.44, 1}, {0.5, 0}, {0.58, 0}, {0.66, 0}}) {
    const bool last = way.share == 0.66;
    const Rect left{main.x, main.y, (main.w - s.column_gap) * way.share, main.h};
    const Rect right{left.right() + s.column_gap, main.y,
                     main.right() - left.right() - s.column_gap, main.h};
    const Foot foot = foot_of(c, page, right.w, way.roomy > 0);
    const double taken = foot.all + (foot.all > 0 ? gap : 0);
    const double each = (right.h - taken - (n - 1) * gap) / n;
    const AnswerLook look = answer_look(c, answers, right.w, kTarget, !small(c) || !given.subs);
    GiveWay tried = given;
    if (last) tried.lead = true;
    Asked top = asked(c, page, tried, left.w, left.h, true);
    for (Piece& piece : pieces_if(c, page, tried, left.w, others)) {
      if (is_about(page.blocks[piece.block])) continue;
      piece.before = small(c) ? 2 : 5;
      auto more = top.pieces;
      more.push_back(std::move(piece));
      if (least_height(more) <= left.h) top.pieces = std::move(more);
    }
    const bool fits = top.fits && look.height <= each + 0.01 && each >= kTarget;
    if (!fits && !last) continue;
    if (!fits) c.overflow(1);
    // The row that says it is being read stands at the foot, where the hands are.
    std::vector<Piece> foot_row;
    if (!top.pieces.empty() && top.pieces.back().rank == 18 && top.pieces.size() > 1) {
      foot_row.push_back(std::move(top.pieces.back()));
      top.pieces.pop_back();
      top.pieces.back().after = 0;
    }
    flow(c, top.pieces, {left.x, left.y, left.w, std::max(least_height(top.pieces), 1.0)});
    for (const Piece& piece : foot_row) {
      piece.draw({left.x, left.bottom() - piece.least, left.w, piece.least});
    }
    double y = right.y;
    for (const auto* answer : answers) {
      answer_card(c, *answer, look, {right.x, y, right.w, each});
      y += each + gap;
    }
    actions(c, page, foot, right);
    return;
  }
}

void lying_touch_points(Composer& c, const visit::Page& page, Rect main) {
  const Asked top = asked(c, page, {}, main.w, 0.45 * main.h, false);
  const double taken = top.pieces.empty() ? 0 : least_height(top.pieces) + 3;
  if (!top.pieces.empty()) flow(c, top.pieces, {main.x, main.y, main.w, taken - 3});
  const Rect room{main.x, main.y + taken, main.w, main.h - taken};
  touch_points(c, *touch_points_of(page), room);
  if (page.actions.empty()) return;
  // Between the two lower points.
  const double h = small(c) ? kTarget + 1 : 30, w = small(c) ? 90 : 150;
  answers_in_row(c, page, {room.centre().x - w / 2, room.bottom() - h, w, h});
}

}  // namespace ui
