// SPDX-License-Identifier: GPL-3.0-or-later
// The rules a page must keep so that a person of eighty can read and press it, as checks over the
// semantic tree. Each returns what it found wrong, in words; nothing found is an empty list.
#pragma once

#include <string>
#include <vector>

#include "ui/layout.h"
#include "ui/tree.h"

namespace ui::test {

// What a page becomes on a panel, in pixels as the screen has it; also how many millimetres found
// no room, and in how many parts its list stands.
Tree tree_of(const visit::Page& page, const Panel& panel, const Handling& handling,
             double* overflow = nullptr, int* parts = nullptr);

using Findings = std::vector<std::string>;

// Everything lies on the glass.
Findings outside_the_glass(const Tree& tree);
// Targets are 20 mm both ways and 3 mm apart.
Findings hard_to_hit(const Tree& tree);
// Words have 7:1 against what they stand on.
Findings faint(const Tree& tree);
// No words are smaller than body; the frame of the page keeps to the smallest size.
Findings small_print(const Tree& tree, PanelKind panel, int size);
// Words stay inside their box and boxes of words apart.
Findings crowded(const Tree& tree);
// What is read also has words to be said.
Findings mute(const Tree& tree);
// At most four choices.
Findings too_many_choices(const Tree& tree);

// All of them.
Findings against_the_rules(const Tree& tree, PanelKind panel, int size);

}  // namespace ui::test
