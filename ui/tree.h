// SPDX-License-Identifier: GPL-3.0-or-later
// What is on the glass, as meaning: every text, picture and target with its place, size and
// colours. Scripts press by id, tests and the accessibility rules read it. Made from the same
// layout as the picture. Labels may be somebody's name: move-only, and dumped only when they are
// not.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kiosk/visit/button.h"
#include "kiosk/visit/secret.h"
#include "ui/panel.h"
#include "ui/theme.h"

namespace ui {

enum class Role {
  header,
  status,
  step,
  field,
  title,
  lead,
  text,
  choice,
  primary,
  button,  // any other target
  picture,
  progress,
  toggle,  // a target that is on or off
};
[[nodiscard]] std::string_view name(Role role);

struct Node {
  std::string id;
  Role role;
  visit::Secret label;   // as it is read, without break marks
  visit::Secret spoken;  // as it is said
  bool personal = false;
  Rect rect;      // pixels
  double em = 0;  // millimetres, of its smallest text; 0: no text
  Colour fg, bg;
  bool focus = false;
  bool pressable = false;
  std::optional<bool> on;  // of a toggle
  bool fits = true;        // all its text lies inside `rect`
};

struct Tree {
  std::string page;
  int width = 0, height = 0;
  double px_per_mm = 1;
  std::vector<Node> nodes;         // in reading order
  std::vector<std::string> order;  // ids of what can be pressed, in focus order

  [[nodiscard]] const Node* find(std::string_view id) const;
  [[nodiscard]] std::optional<Point> centre(std::string_view id) const;  // pixels
  // One JSON object a line, the page first. Personal labels are left out.
  [[nodiscard]] std::string dump() const;
};

}  // namespace ui
