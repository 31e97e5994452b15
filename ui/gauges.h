// SPDX-License-Identifier: GPL-3.0-or-later
// How far something is: capsule, the card's three parts, the ladder of sources, the countdown.
// Each keeps its word beside its picture. Pure but for the composer.
#pragma once

#include "ui/pieces.h"

namespace ui {

[[nodiscard]] Piece progress_piece(Composer& c, const visit::block::Progress& block, double width);
[[nodiscard]] Piece parts_piece(Composer& c, const visit::block::Parts& block, double width);
[[nodiscard]] Piece ladder_piece(Composer& c, const visit::block::Ladder& block, double width,
                                 bool subs_go);
// True if all its rungs have room for their words; else only the present one shows them.
[[nodiscard]] bool ladder_speaks(const Composer& c, const visit::block::Ladder& block,
                                 double width);
[[nodiscard]] Piece countdown_piece(Composer& c, const visit::block::Countdown& block);

}  // namespace ui
