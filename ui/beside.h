// SPDX-License-Identifier: GPL-3.0-or-later
// What stands beside a list or its answers on a lying panel: what is asked above, the actions at
// the foot. Pure but for the composer.
#pragma once

#include <vector>

#include "ui/answers.h"
#include "ui/pieces.h"

namespace ui {

// Whose a list is and what it is about; the row that says that it is being read.
[[nodiscard]] bool is_about(const visit::Block& block);

std::vector<Piece> pieces_if(Composer& c, const visit::Page& page, const GiveWay& given,
                             double width, bool (*wanted)(const visit::Block&));

// How high the actions under one another are at least, and where they stand.
struct Foot {
  std::vector<double> heights;
  double gap = 0;
  double all = 0;
};
// Those from the `from`th on.
[[nodiscard]] Foot foot_of(const Composer& c, const Actions& asks, double width, bool roomy,
                           std::size_t from = 0);
// The last of them at the foot of a column.
void stack(Composer& c, const Actions& asks, const Foot& foot, Rect column);

// The question as large as leaves room for what else stands there; then the lead goes.
struct Asked {
  std::vector<Piece> pieces;
  bool fits = false;
};
[[nodiscard]] Asked asked(Composer& c, const visit::Page& page, const GiveWay& given, double width,
                          double height, bool great);

}  // namespace ui
