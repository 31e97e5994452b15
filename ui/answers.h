// SPDX-License-Identifier: GPL-3.0-or-later
// The answers of a page on a lying panel: one above the other, a pair, or in a row. Pure but for
// the composer.
#pragma once

#include <vector>

#include "ui/composer.h"

namespace ui {

using Actions = std::vector<const visit::Action*>;
[[nodiscard]] Actions actions_of(const visit::Page& page);

struct AnswerSizes {
  double primary, secondary, action_gap, column_gap;
};
[[nodiscard]] AnswerSizes answer_sizes(const Panel& panel);

// One above the other at the foot of the column, higher where the words need two lines; returns
// what they take. Without `place` nothing is drawn.
double stacked_actions(Composer& c, const visit::Page& page, Rect column, bool place);
// One or two beside one another, the primary the wider, at the foot of the column.
double paired_actions(Composer& c, const visit::Page& page, Rect column, bool place);
// Any number beside one another, filling `row`; returns by how much their words are too wide for
// it.
double answers_in_row(Composer& c, const Actions& asks, Rect row);

}  // namespace ui
