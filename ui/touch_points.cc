// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/touch_points.h"

#include <algorithm>
#include <string>

#include "ui/beside.h"
#include "ui/pages.h"

namespace ui {

namespace {

void draw_point(Composer& c, const visit::block::TouchPoints::Point& point,
                const visit::Words& words, Rect r) {
  const Colours& k = c.colours();
  const std::string id(visit::name(point.button));
  const bool pressed = c.is_pressed(id);
  const Colour ground = pressed ? k.ink : point.touched ? k.act : k.surface;
  const Colour ink = pressed ? k.surface : point.touched ? k.on_act : k.ink;
  c.begin_target(id, Role::toggle, r, ground);
  c.out().nodes.back().on = point.touched;
  c.box(r, kButtonRadius, ground, point.touched ? ground : k.ink, kStrongOutline);
  const Voice voice{Type::body, point.touched, ink, text::Align::centre};
  const Measured size = c.measure(words, voice, r.w - 4);
  const double side = 0.5 * std::min(r.w, r.h), gap = 2;
  // Both, one over the other, if there is room; a point that was touched has its check.
  const bool both = size.height + gap + side <= r.h - 4;
  if (!both && !point.touched) {
    c.text_in(words, voice, {r.x + 2, r.y, r.w - 4, r.h});
    return;
  }
  const double h = both ? side + gap + size.height : side;
  const double top = r.centre().y - h / 2;
  const Point centre{r.centre().x, top + side / 2};
  if (point.touched) {
    c.icon(visit::Icon::check, centre, side, ink);
  } else {
    c.ring(centre, side / 2, kPictureOutline, pressed ? ink : k.act);
    c.disc(centre, side / 5, pressed ? ink : k.act);
  }
  if (both) {
    c.text(words, voice, r.x + 2, top + side + gap, r.w - 4);
  } else {
    c.say(words);
  }
}

}  // namespace

const visit::block::TouchPoints* touch_points_of(const visit::Page& page) {
  for (const visit::Block& block : page.blocks) {
    if (const auto* found = std::get_if<visit::block::TouchPoints>(&block)) return found;
  }
  return nullptr;
}

void touch_points(Composer& c, const visit::block::TouchPoints& block, Rect room) {
  const bool upright = c.panel().kind == PanelKind::portrait;
  const double words = c.width(block.words, {Type::body, true, {}}) + 6;
  const double w = std::clamp(words, upright ? 50.0 : 40.0, (room.w - 12) / 3);
  const double h = std::clamp(upright ? 50.0 : 34.0, kTarget, std::max(kTarget, (room.h - 12) / 3));
  const double right = room.right() - w, low = room.bottom() - h;
  const Point corners[] = {{room.x, room.y},
                           {right, room.y},
                           {room.x, low},
                           {right, low},
                           {room.centre().x - w / 2, room.centre().y - h / 2}};
  for (std::size_t i = 0; i < block.points.size(); ++i) {
    draw_point(c, block.points[i], block.words, {corners[i].x, corners[i].y, w, h});
  }
}

void lying_touch_points(Composer& c, const visit::Page& page, Rect main) {
  const Asked top = asked(c, page, {}, main.w, 0.45 * main.h, false);
  const double taken = top.pieces.empty() ? 0 : least_height(top.pieces) + 3;
  if (!top.pieces.empty()) flow(c, top.pieces, {main.x, main.y, main.w, taken - 3});
  const Rect room{main.x, main.y + taken, main.w, main.h - taken};
  touch_points(c, *touch_points_of(page), room);
  if (page.actions.empty()) return;
  // Between the two lower points.
  const bool small = c.panel().kind == PanelKind::small;
  const double h = small ? kTarget + 1 : 30, w = small ? 90 : 150;
  answers_in_row(c, actions_of(page), {room.centre().x - w / 2, room.bottom() - h, w, h});
}

}  // namespace ui
