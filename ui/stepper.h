// SPDX-License-Identifier: GPL-3.0-or-later
// A thing that goes up and down by one: its name, how it stands in a word and in marks, and a
// button for either way. Pure but for the composer.
#pragma once

#include <string>

#include "ui/pieces.h"

namespace ui {

// The width of a button that holds these words beside the name; for all steppers of a page alike.
[[nodiscard]] double step_button_width(const Composer& c, const visit::block::Stepper& block);

[[nodiscard]] Piece stepper_piece(Composer& c, const visit::block::Stepper& block, double width,
                                  double button_width, std::string id);

}  // namespace ui
