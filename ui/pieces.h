// SPDX-License-Identifier: GPL-3.0-or-later
// The blocks of a page as pieces with a height, so that a column of them can be measured before it
// is placed. Pure but for the composer.
#pragma once

#include <functional>
#include <vector>

#include "ui/composer.h"
#include "ui/controls.h"

namespace ui {

// What a page has given up because it did not fit, in this order (screens.md §3). Pictures shrink
// to 55 % by themselves.
struct GiveWay {
  bool paired = false;        // two answers that are no next step share a row
  bool subs = false;          // sub-lines of choices and points; they are still spoken
  bool keys_stacked = false;  // key columns stand over their values
  bool reasons = false;       // sentences that only explain are spoken
  bool lead = false;          // so is the lead
  bool picture = false;       // so is the picture
  bool parts = false;         // the list splits
};

inline constexpr std::size_t kNoBlock = static_cast<std::size_t>(-1);

struct Piece {
  double least = 0, most = 0;      // heights
  double before = 0, after = 0;    // the least air above and below; between two the larger counts
  bool joins = false;              // continues the piece above: no air between
  bool rule = false;               // a hairline above it, unless it is the first
  bool elastic = false;            // takes what room is left, up to `most`
  bool grows = false;              // shares what is left with others that grow, up to `most`
  bool heads = false;              // stands in the same part as the piece below it
  double head_room = 1e9;          // an elastic piece stands no further below than this
  int rank = 0;                    // on lying panels the highest leaves first; 0 stays
  std::size_t block = 0;           // the page's block it was made from
  std::function<void(Rect)> draw;  // into this rectangle; its height is between least and most
};

struct Column {
  double width;
  bool follows_field;  // a field ends above it
};

// The page's blocks, without choices.
[[nodiscard]] std::vector<Piece> pieces(Composer& c, const visit::Page& page, const GiveWay& given,
                                        const Column& column);
[[nodiscard]] Piece title_piece(Composer& c, const visit::Words& words, Type type, double width);
[[nodiscard]] Piece lead_piece(Composer& c, const visit::Words& words, double width);
// A choice card of this height.
[[nodiscard]] Piece choice_piece(Composer& c, const visit::block::Choice& choice,
                                 const ChoiceLook& look, double height);

// The least height of a column.
[[nodiscard]] double least_height(const std::vector<Piece>& pieces);
// Places the pieces in `room` from the top; those after an elastic one stand at the foot. What does
// not fit counts as the layout's overflow.
void flow(Composer& c, const std::vector<Piece>& pieces, Rect room);
// As many parts of this height as the pieces need. `in_order`: a table, which is read from its
// first row to its last; else what is needed most stands on the first part that has room for it.
[[nodiscard]] std::vector<std::vector<Piece>> in_parts(std::vector<Piece> pieces, double height,
                                                       bool in_order);
// Keeps what fits, the lowest ranks first; rank 0 always stays.
void drop_to_fit(std::vector<Piece>& pieces, double height);

}  // namespace ui
