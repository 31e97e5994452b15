// SPDX-License-Identifier: GPL-3.0-or-later
// What a printer's dots will be inside a code's white box, for reading the code back before it is
// printed. Pure; any thread.
#pragma once

#include <optional>

#include "printing/hcert/hcert_bytes.h"
#include "printing/sheet/sheet.h"

namespace printing {

struct GreyRaster {
  int width = 0, height = 0;
  WipedBytes pixels;  // row by row from the top left, 0 black, 255 white
};

// The white box of the code that is mark number `code`. Modules end where the printer's nearest dot
// ends; whatever is drawn on top of the box counts as black. With `pixels_a_module` it has at most
// so many pixels to a module, and is the quicker to read; what is on top blackens every pixel that
// it touches.
[[nodiscard]] GreyRaster rasterise_code(const Sheet& sheet, std::size_t code, int dots_per_inch,
                                        std::optional<int> pixels_a_module = {});

}  // namespace printing
