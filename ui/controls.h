// SPDX-License-Identifier: GPL-3.0-or-later
// What can be pressed: primary and secondary buttons, quiet buttons, choice cards. Each becomes a
// target of the layout. Pure but for the composer.
#pragma once

#include "ui/composer.h"

namespace ui {

// One of the page's actions. The primary one, at most one a page, is the next step and has a lower
// edge. Where one comes after a list, "go on reading" stands until the list's last part is shown.
void action_button(Composer& c, const visit::Action& action, Rect rect);
// True if its words stand on one line in a button of this width.
[[nodiscard]] bool one_line(const Composer& c, const visit::Action& action, double width);

// Back, help and the like. `lit`: something has already happened, as after a call for help.
// `open`: its page is the one that stands here; another press closes it.
struct Quiet {
  std::string id;
  visit::Icon icon;
  const visit::Words& words;
  bool lit = false;
  bool open = false;
};
void quiet_button(Composer& c, const Quiet& quiet, Rect rect, Type type, double icon);
// One step of something, with its word alone.
void small_button(Composer& c, visit::Button button, const visit::Words& words, Rect rect);
// The one of a row, in the body size; the urgent one is filled.
struct RowButton {
  visit::Button button;
  const visit::Words& words;
  visit::Icon icon = visit::Icon::none;
  bool urgent = false;
};
void row_button(Composer& c, const RowButton& small, Rect rect);
// A cell of the band: no outline of its own.
void band_cell(Composer& c, const Quiet& quiet, Rect target, Rect cell);

// How the list of a page in several parts is walked through.
struct PartsFoot {
  int part, parts;
  const visit::Action* onward = nullptr;  // where the last part leads, if the page itself goes on
  bool below = false;                     // the page's own next step goes on reading
};
// "Go on reading" and which part this is, at the foot of such a list.
void parts_foot(Composer& c, const PartsFoot& foot, Rect row);

// How the cards of one page stand.
struct ChoiceLook {
  double icon_centre;            // from the card's left edge; right of the text if that is less
  double icon_size, first_icon;  // of the others, of the great one; 0: none
  double text;                   // from the card's left edge
  bool subs;
  bool chevron;
  Colour icon_colour;
};
void choice_card(Composer& c, const visit::block::Choice& choice, const ChoiceLook& look,
                 Rect rect);
// True if the head, and if the sub-line too, fits in a card of `rect`'s size.
[[nodiscard]] bool head_fits(const Composer& c, const visit::block::Choice& choice,
                             const ChoiceLook& look, Rect rect);
[[nodiscard]] bool sub_fits(const Composer& c, const visit::block::Choice& choice,
                            const ChoiceLook& look, Rect rect);

}  // namespace ui
