// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <numeric>

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
  std::vector<std::size_t> by_rank(pieces.size());
  std::iota(by_rank.begin(), by_rank.end(), std::size_t{0});
  std::stable_sort(by_rank.begin(), by_rank.end(), [&pieces](std::size_t a, std::size_t b) {
    return pieces[a].rank < pieces[b].rank;
  });
  std::vector<bool> stays(pieces.size(), false);
  const auto chosen = [&pieces, &stays] {
    std::vector<Piece> out;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      if (stays[i]) out.push_back(pieces[i]);
    }
    if (!out.empty()) {
      out.front().joins = false;
      out.back().after = 0;  // the air below is the caller's
    }
    return out;
  };
  for (const std::size_t i : by_rank) {
    stays[i] = true;
    if (pieces[i].rank > 0 && least_height(chosen()) > height + 0.01) stays[i] = false;
  }
  pieces = chosen();
}

void flow(Composer& c, const std::vector<Piece>& pieces, Rect room) {
  double slack = room.h - least_height(pieces);
  c.overflow(-slack);
  slack = std::max(0.0, slack);
  double y = room.y;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const Piece& piece = pieces[i];
    y += air(pieces, i);
    if (piece.rule && i > 0) c.hairline(room.x, y, room.w);
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
