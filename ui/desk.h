// SPDX-License-Identifier: GPL-3.0-or-later
// The desk of those who work here: figures of the day, and what they may do, each with its key.
// Pure but for the composer.
#pragma once

#include <vector>

#include "ui/pieces.h"

namespace ui {

// Beside one another; in two rows where their words are too long.
[[nodiscard]] Piece counters_piece(Composer& c, const visit::block::Counters& block, double width);
// One below the other, number and words on a line.
[[nodiscard]] Piece counters_list_piece(Composer& c, const visit::block::Counters& block,
                                        double width);
// Two beside one another, a piece each row; one where words are too long for that.
[[nodiscard]] std::vector<Piece> task_pieces(Composer& c, const visit::block::Tasks& block,
                                             double width);

}  // namespace ui
