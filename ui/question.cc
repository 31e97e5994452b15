// SPDX-License-Identifier: GPL-3.0-or-later
// Lying panels: what is asked at the left, what may be answered at the right.
#include <algorithm>
#include <utility>
#include <vector>

#include "ui/beside.h"
#include "ui/cards.h"
#include "ui/pages.h"

namespace ui {

void lying_question(Composer& c, const visit::Page& page, Rect main, const GiveWay& given) {
  const AnswerSizes s = answer_sizes(c.panel());
  const Actions asks = actions_of(page);
  Answers answers;
  for (const visit::Block& block : page.blocks) {
    if (const auto* choice = std::get_if<visit::block::Choice>(&block)) answers.push_back(choice);
  }
  const double gap = small(c) ? 3.4 : 6;
  const auto n = static_cast<double>(answers.size());
  const auto others = [](const visit::Block& block) {
    return !std::holds_alternative<visit::block::Choice>(block);
  };
  struct Way {
    double share, roomy;
  };
  for (const Way& way : {Way{0.5, 1}, {0.58, 1}, {0.44, 1}, {0.5, 0}, {0.58, 0}, {0.66, 0}}) {
    const bool last = way.share == 0.66;
    const Rect left{main.x, main.y, (main.w - s.column_gap) * way.share, main.h};
    const Rect right{left.right() + s.column_gap, main.y,
                     main.right() - left.right() - s.column_gap, main.h};
    const Foot foot = foot_of(c, asks, right.w, way.roomy > 0);
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
    stack(c, asks, foot, right);
    return;
  }
}

}  // namespace ui
