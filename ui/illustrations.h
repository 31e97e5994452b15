// SPDX-License-Identifier: GPL-3.0-or-later
// The pictures of what to do with hands: card, reader, printer, sheet, way. Drawn in millimetres on
// a ground of 240 wide; the words in them are placed by whoever has them. Pure; any thread.
#pragma once

#include <vector>

#include "kiosk/visit/page.h"
#include "ui/shapes.h"

namespace ui {

// Where a picture's word goes: centred in `room`; `below`: under the picture, in whatever height
// the type needs, the room's top edge being the picture's end.
struct LabelSpot {
  Rect room;
  Type type;
  bool bold;
  bool below = false;
  Drawing around = {};  // drawn only with the word: a speech bubble says nothing when empty
};

struct Illustration {
  Drawing drawing;
  // Drawn after `drawing`, and only inside `window`: a sheet that leaves its slot.
  Drawing behind;
  Rect window;
  // Drawn last.
  Drawing over;
  Rect extent;  // what is really inked
  std::vector<LabelSpot> labels;
};

// Every kind but the route. `quarter` 0-4 of the sheet are out.
[[nodiscard]] Illustration illustration(visit::PictureKind kind, int quarter);

}  // namespace ui
