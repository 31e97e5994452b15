// SPDX-License-Identifier: GPL-3.0-or-later
// Who somebody is: the whole card when it is to be compared, one row when it only says whose
// something is. Pure but for the composer.
#pragma once

#include "ui/pieces.h"

namespace ui {

// Name at its largest, number below. `below`: something stands above it. A person without a number
// has the card to himself.
[[nodiscard]] Piece person_card_piece(Composer& c, const visit::block::Person& block, double width,
                                      bool below);
// Name and number beside a sign, as large as is left to them by what it says of the person's paper.
[[nodiscard]] Piece person_row_piece(Composer& c, const visit::block::Person& block, double width);
// Lying: what the row needs without its number.
[[nodiscard]] double person_row_width(const Composer& c, const visit::block::Person& block);

}  // namespace ui
