// SPDX-License-Identifier: GPL-3.0-or-later
// How much of a password has been typed: a disc for each digit, and nothing of what it is. Pure but
// for the composer.
#pragma once

#include "ui/pieces.h"

namespace ui {

[[nodiscard]] Piece pin_piece(Composer& c, const visit::block::PinDots& pin, double width);

}  // namespace ui
