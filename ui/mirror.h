// SPDX-License-Identifier: GPL-3.0-or-later
// Left and right exchanged: a page whose lines begin at the right is laid out like any other and
// then turned as a whole. Turning twice changes nothing, which is how a thing that has its own left
// and right, as a card or a check mark, stays as it is. Pure; any thread.
#pragma once

#include <span>
#include <string_view>

#include "ui/layout.h"

namespace ui {

// About the upright line at `axis` millimetres.
[[nodiscard]] Rect mirrored(Rect rect, double axis);
void mirror(std::span<Mark> marks, double axis);
void mirror(Layout& layout, double axis);

// True if these words are written from right to left: their first letter decides, as in Unicode's
// rule P2. Figures and signs decide nothing.
[[nodiscard]] bool begins_right(std::string_view words);

// The same alignment seen in a mirror.
[[nodiscard]] text::Align mirrored(text::Align align);

}  // namespace ui
