// SPDX-License-Identifier: GPL-3.0-or-later
// The shapes that say what a sheet is about: circle with a tick, triangle with a bar and dot,
// square with a cross for a colour; signpost and scan frame for what has none. Pure; any thread.
#pragma once

#include <vector>

#include "kiosk/visit/verdict.h"
#include "printing/sheet/marks.h"

namespace printing {

// What the printer can show. Mono is pure black and white, so that no shape is dithered into dots.
enum class Palette { colour, mono };

// The shape of one health colour, `r` millimetres around its centre, in drawing order. Under mono,
// green and red become black and yellow becomes white; the outline carries the form.
[[nodiscard]] std::vector<Mark> health_shape(visit::Colour colour, Point centre, double r,
                                             Palette palette);

// Never a health colour: black in every palette.
[[nodiscard]] std::vector<Mark> signpost(Point centre, double r);
[[nodiscard]] std::vector<Mark> scan_frame(Point centre, double r);
// "You are here".
[[nodiscard]] std::vector<Mark> here_ring(Point centre, double r);
// Open to the left, with the blades' crossing at `at`, for a line that is to be cut.
[[nodiscard]] std::vector<Mark> scissors(Point at);

}  // namespace printing
