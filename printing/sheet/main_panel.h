// SPDX-License-Identifier: GPL-3.0-or-later
// What a sheet is about, in a frame at its top: a shape and the one word that is read two steps
// away. One thread, that of the compositor.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "printing/sheet/a4_form.h"

namespace printing::a4 {

// Right of a line: when, or how far.
struct Aside {
  std::string label;
  bool notice = false;  // the label white on black
  std::string first, second;
};

struct Panel {
  visit::Bilingual word;  // its Chinese always largest: a guard reads it; its English may be empty
  visit::Bilingual second;  // 居家观察, Under observation at home
  std::optional<Aside> aside;
};

inline constexpr Point kPanelShape{35, 44.75};
inline constexpr double kPanelShapeRadius = 14;

void main_panel(Compositor& sheet, std::vector<Mark> shape, const Panel& panel, First first);

}  // namespace printing::a4
