// SPDX-License-Identifier: GPL-3.0-or-later
// The shapes that say a colour without colour: circle with a tick, triangle with a bar and dot,
// square with a cross. Pure; any thread.
#pragma once

#include <vector>

#include "kiosk/visit/verdict.h"
#include "printing/marks.h"

namespace printing {

// What the printer can show. Mono is pure black and white, so that no shape is dithered into dots.
enum class Palette { colour, mono };

// The shape of one health colour, `r` millimetres around its centre, in drawing order. Under mono,
// green and red become black and yellow becomes white; the outline carries the form.
[[nodiscard]] std::vector<Mark> health_shape(visit::Colour colour, Point centre, double r,
                                             Palette palette);

}  // namespace printing
