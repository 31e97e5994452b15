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

std::vector<std::vector<Piece>> in_parts(std::vector<Piece> pieces, double height, bool in_order) {
  const auto fits = [height](std::vector<Piece> part, const std::vector<Piece>& more) {
    part.insert(part.end(), more.begin(), more.end());
    part.front().joins = false;
    part.back().after = 0;
    return least_height(part) <= height + 0.01;
  };
  if (!in_order) {
    std::stable_sort(pieces.begin(), pieces.end(),
                     [](const Piece& a, const Piece& b) { return a.rank < b.rank; });
  }
  std::vector<std::vector<Piece>> parts;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    // A headline and what it is over stay together.
    std::vector<Piece> together{pieces[i]};
    while (in_order && pieces[i].heads && i + 1 < pieces.size()) together.push_back(pieces[++i]);
    const auto from = in_order && !parts.empty() ? parts.end() - 1 : parts.begin();
    const auto roomy = std::find_if(
        from, parts.end(), [&](const std::vector<Piece>& part) { return fits(part, together); });
    if (roomy == parts.end()) {
      parts.push_back(std::move(together));
    } else {
      roomy->insert(roomy->end(), together.begin(), together.end());
    }
  }
  for (auto& part : parts) {
    if (!in_order) {
      std::sort(part.begin(), part.end(),
                [](const Piece& a, const Piece& b) { return a.block < b.block; });
    }
    part.front().joins = false;
    part.back().after = 0;
  }
  return parts;
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
  double wanted = 0;
  for (const Piece& piece : pieces) wanted += piece.grows ? piece.most - piece.least : 0;
  const double share = wanted > 0 ? std::min(1.0, slack / wanted) : 0;
  slack -= share * wanted;
  double y = room.y;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const Piece& piece = pieces[i];
    y += air(pieces, i);
    if (piece.rule && i > 0) c.hairline(room.x, y, room.w);
    double height = piece.least + (piece.grows ? share * (piece.most - piece.least) : 0);
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
