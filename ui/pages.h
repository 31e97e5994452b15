// SPDX-License-Identifier: GPL-3.0-or-later
// How a whole page stands on an upright and on a lying panel, after it has given way this far.
// What still does not fit is noted as overflow. Pure but for the composer.
#pragma once

#include "ui/composer.h"
#include "ui/pieces.h"

namespace ui {

void compose_upright(Composer& c, const visit::Page& page, const GiveWay& given);
void compose_lying(Composer& c, const visit::Page& page, const GiveWay& given);

// True if the page is a table or a list of things to press: it is read and split in its own order.
[[nodiscard]] bool is_listed(const visit::Page& page);
// Facts and nothing else, too many to stand beside an answer on a small panel.
[[nodiscard]] bool is_table_of_facts(const visit::Page& page);

// Lying, pages of one kind each. `main` is what header and foot leave.
// What is asked at the left with the actions at its foot, the list at the right, in parts if need
// be.
void lying_list(Composer& c, const visit::Page& page, Rect main, const GiveWay& given);
// The question at the left, its answers at the right.
void lying_question(Composer& c, const visit::Page& page, Rect main, const GiveWay& given);
// The title across, five points below.
void lying_touch_points(Composer& c, const visit::Page& page, Rect main);

}  // namespace ui
