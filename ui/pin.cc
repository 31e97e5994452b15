// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pin.h"

#include <algorithm>
#include <string>

namespace ui {

Piece pin_piece(Composer& c, const visit::block::PinDots& pin, double width) {
  const PanelKind panel = c.panel().kind;
  const double disc = panel == PanelKind::portrait ? 13 : panel == PanelKind::small ? 8 : 10;
  const double gap = panel == PanelKind::portrait ? 8 : panel == PanelKind::small ? 4 : 6;
  const double below = panel == PanelKind::portrait ? 10 : 3;
  const Voice voice{Type::body, false, c.colours().ink2, text::Align::centre};
  const double words = c.measure(pin.words, voice, width).height;
  Piece piece;
  piece.least = piece.most = disc + (words > 0 ? below + words : 0);
  piece.before = panel == PanelKind::portrait ? 6 : 3;
  piece.after = panel == PanelKind::portrait ? 9 : 3;
  piece.draw = [=, &c, &pin](Rect r) {
    const Colours& k = c.colours();
    c.begin("pin", Role::progress, r, k.paper);
    const double row = pin.of * disc + (pin.of - 1) * gap;
    Point at{r.centre().x - row / 2 + disc / 2, r.y + disc / 2};
    for (int i = 0; i < pin.of; ++i, at.x += disc + gap) {
      if (i < pin.typed) {
        c.disc(at, disc / 2, k.ink);
      } else {
        c.ring(at, disc / 2, kStrongOutline, k.ink);
      }
    }
    visit::Words typed;
    typed.text = visit::Secret(std::to_string(pin.typed) + " / " + std::to_string(pin.of));
    typed.spoken = visit::Secret(std::to_string(pin.typed));
    typed.plain = true;
    c.say(typed);
    if (words > 0) c.text(pin.words, voice, r.x, r.y + disc + below, r.w);
  };
  return piece;
}

}  // namespace ui
