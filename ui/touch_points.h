// SPDX-License-Identifier: GPL-3.0-or-later
// Five places of the glass that are touched once each: whoever reaches them all, touches well.
// Pure but for the composer.
#pragma once

#include "ui/pieces.h"

namespace ui {

[[nodiscard]] const visit::block::TouchPoints* touch_points_of(const visit::Page& page);
// Four in the corners of `room`, one in its middle.
void touch_points(Composer& c, const visit::block::TouchPoints& block, Rect room);

}  // namespace ui
