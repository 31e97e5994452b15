// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "ui/pieces.h"

namespace ui {

namespace {

double air(const std::vector<Piece>& pieces, std::size_t i) {
  if (pieces[i].joins && i > 0) return 0;
  return i == 0 ? pieces[i].before : std::max(pieces[i - 1].after, pieces[i].before);
}

}  // namespace

double least_height(const std::vector<Piece>& pieces) {
  double height = pieces.empty() ? 0 : pieces.back().after;
  for (std::size_t i = 0; i < pieces.size(); ++i) height += air(pieces, i) + pieces[i].least;
  return height;
}

void drop_to_fit(std::vector<Piece>& pieces, double height) {
  while (least_height(pieces) > height + 0.01) {
    const auto last =
        std::max_element(pieces.begin(), pieces.end(),
                         [](const Piece& a, const Piece& b) { return a.rank <= b.rank; });
    if (last == pieces.end() || last->rank == 0) return;
    pieces.erase(last);
  }
}

void flow(Composer& c, const std::vector<Piece>& pieces, Rect room) {
  double slack = room.h - least_height(pieces);
  c.overflow(-slack);
  slack = std::max(0.0, slack);
  double y = room.y;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const Piece& piece = pieces[i];
    y += air(pieces, i);
    double height = piece.least;
    if (piece.elastic) {
      const double more = std::min(slack, piece.most - piece.least);
      height += more;
      slack -= more;
      const double above = std::min(slack / 2, piece.head_room);
      y += above;
      piece.draw({room.x, y, room.w, height});
      y += height + (slack - above);
      slack = 0;
      continue;
    }
    piece.draw({room.x, y, room.w, height});
    y += height;
  }
}

}  // namespace ui
