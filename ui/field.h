// SPDX-License-Identifier: GPL-3.0-or-later
// The field of a verdict, or of "no result": colour, shape and word, each of which says it alone.
// Red has exactly the places of green. Pure but for the composer.
#pragma once

#include "ui/pieces.h"

namespace ui {

// Upright: full-bleed between steps and main. Where letters are large or words long its shape goes
// to 66 and the masked number leaves, for every verdict alike.
void upright_field(Composer& c, const visit::Field& field);
// Lying: the left part of the page, `rect` from the panel's edge on.
void lying_field(Composer& c, const visit::Field& field, Rect rect);
// Lying: name at the head of the right part, and the number where there is room.
[[nodiscard]] Piece masked_person_piece(Composer& c, const visit::Field& field, double width,
                                        bool numbered);

inline constexpr double kFieldTop = 52, kFieldBottom = 160, kFieldRule = 2.4;

}  // namespace ui
