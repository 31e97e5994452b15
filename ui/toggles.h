// SPDX-License-Identifier: GPL-3.0-or-later
// Targets that are on or off: several of which may be, or one of which is. On is a check and a
// filled ground, never a colour alone, and the tree says so. Pure but for the composer.
#pragma once

#include <string>
#include <vector>

#include "ui/pieces.h"

namespace ui {

// Two beside one another, a piece each row; one where words are too long for that.
[[nodiscard]] std::vector<Piece> toggle_pieces(Composer& c, const visit::block::Toggles& block,
                                               double width);
[[nodiscard]] Piece segments_piece(Composer& c, const visit::block::Segments& block, double width,
                                   std::string id);

}  // namespace ui
