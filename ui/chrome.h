// SPDX-License-Identifier: GPL-3.0-or-later
// What frames every page: header, steps or device status, back and help, the band. Always at the
// same place. Pure but for the composer.
#pragma once

#include "ui/composer.h"

namespace ui {

// Where the zones of a panel lie.
struct Anatomy {
  double margin;
  double header;                 // its height
  double main_top, main_bottom;  // where words and pictures may stand
  double foot_top, foot_height;  // nav on the upright panel, the foot row on the others
  double gap;                    // between targets
};
[[nodiscard]] Anatomy anatomy(const Panel& panel);
// A page that only staff reach: its header is darker.
[[nodiscard]] bool is_for_staff(const visit::Page& page);
// Where its main part begins on the upright panel: a page of staff needs no room for steps.
[[nodiscard]] double upright_top(const visit::Page& page);
// Where the header of this page ends: in practice mode a lying panel's reaches further down.
[[nodiscard]] double header_bottom(const Panel& panel, const visit::Page& page);

// Bars for the questions of a survey, filled up to this one, in `room`; nothing where there is no
// room for them.
struct BarLook {
  double height, gap, least, most;  // the last two are widths of one
  Colour filled, outline;
};
void question_bars(Composer& c, const visit::Questions& questions, const BarLook& look, Rect room);

// Upright panel.
void header(Composer& c, const visit::Page& page);
void steps_or_status(Composer& c, const visit::Page& page);
void nav(Composer& c, const visit::Page& page);
// What stands behind the left button of nav instead of in the page: at the desk, how it is left.
// Its block; none if it has no room there.
[[nodiscard]] std::optional<std::size_t> block_in_nav(const Composer& c, const visit::Page& page);
void band(Composer& c, const visit::Page& page);

// Lying panels: the steps are words and dots in the header, nav and band share one row.
void lying_header(Composer& c, const visit::Page& page);
void foot(Composer& c, const visit::Page& page);

}  // namespace ui
