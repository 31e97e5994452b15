// SPDX-License-Identifier: GPL-3.0-or-later
// A picture block as a piece: the illustration as large as there is room, down to 55 %, and its
// words in readable type whatever its scale. Pure but for the composer.
#pragma once

#include <optional>

#include "ui/pieces.h"

namespace ui {

// None if the picture says nothing without its words and they find no room.
[[nodiscard]] std::optional<Piece> picture_piece(Composer& c, const visit::block::Picture& block,
                                                 double width);

}  // namespace ui
