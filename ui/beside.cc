// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/beside.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "ui/controls.h"
#include "ui/rows.h"

namespace ui {

namespace {

bool hears(const visit::Block& block) {
  const auto* row = std::get_if<visit::block::Row>(&block);
  return row != nullptr && is_hearing(*row);
}

}  // namespace

bool is_about(const visit::Block& block) {
  return std::holds_alternative<visit::block::Person>(block) ||
         std::holds_alternative<visit::block::Holder>(block) || hears(block);
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

Foot foot_of(const Composer& c, const Actions& asks, double width, bool roomy, std::size_t from) {
  const AnswerSizes s = answer_sizes(c.panel());
  Foot foot;
  foot.gap = small(c) ? 3.2 : 5;
  for (std::size_t i = from; i < asks.size(); ++i) {
    const visit::Action& action = *asks[i];
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

void stack(Composer& c, const Actions& asks, const Foot& foot, Rect column) {
  const std::size_t from = asks.size() - foot.heights.size();
  double y = column.bottom() - foot.all;
  for (std::size_t i = 0; i < foot.heights.size(); ++i) {
    action_button(c, *asks[from + i], {column.x, y, column.w, foot.heights[i]});
    y += foot.heights[i] + foot.gap;
  }
}

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

}  // namespace ui
