// SPDX-License-Identifier: GPL-3.0-or-later
// A page's words and meaning, laid out on a panel: marks to paint and nodes to read, press and
// check. Nothing is ever scrolled, shrunk or cut: what does not fit gives way in a fixed order
// (screens.md §3). Pure but for the measurer; the measurer's thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kiosk/visit/page.h"
#include "ui/mark.h"
#include "ui/panel.h"
#include "ui/tree.h"
#include "ui/typesetter.h"

namespace ui {

// What the person is doing with the page at this moment.
struct Handling {
  std::optional<std::string> pressed, focus;  // ids
  int part = 0;                               // of a list in several parts
  bool unheard =
      false;  // the voice was asked for and there is none: words are the last to give way
};

// Words a page does not bring: those of a list that is shown in parts.
struct PartWords {
  std::string more;                       // "接着看"
  std::string part = "{part} / {parts}";  // "第 {part} 页，共 {parts} 页"
};

struct Layout {
  std::vector<Mark> marks;         // in painting order
  std::vector<Node> nodes;         // in reading order; rects in millimetres
  std::vector<std::string> order;  // what can be pressed, in focus order
  int parts = 1;                   // of the list
  double overflow = 0;             // millimetres that found no room after everything had given way
};

[[nodiscard]] Layout lay_out(const visit::Page& page, const Panel& panel, const Handling& handling,
                             const PartWords& labels, Measurer& measurer);

// The id of the one target that is the screen's own business.
inline constexpr std::string_view kMore = "more";

}  // namespace ui
