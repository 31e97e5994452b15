// SPDX-License-Identifier: GPL-3.0-or-later
// A number that is typed: what stands there already, in groups and with the places still to come
// if it is an identity's, and the twelve keys under it. Pure but for the composer.
#pragma once

#include "ui/pieces.h"

namespace ui {

[[nodiscard]] bool has_keypad(const visit::Page& page);
// One of its twelve.
[[nodiscard]] bool is_keypad_key(visit::Button button);

// Upright: both as pieces; the keypad stands at the foot and its keys grow with the room.
// `closed_up`: no more air above it than it needs.
[[nodiscard]] Piece entry_piece(Composer& c, const visit::block::Entry& entry, double width,
                                bool labelled, bool identity);
// An identity's number may end in X; only its keypad has that key.
[[nodiscard]] bool types_identity(const visit::Page& page);
[[nodiscard]] Piece keypad_piece(Composer& c, const visit::block::Keypad& keypad,
                                 bool closed_up = false);

// Lying: what is asked and typed at the left with the answers at its foot, the keys at the right.
void lying_keypad(Composer& c, const visit::Page& page, Rect main);

}  // namespace ui
