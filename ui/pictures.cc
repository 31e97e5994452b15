// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pictures.h"

#include <algorithm>
#include <array>
#include <memory>

#include "ui/illustrations.h"
#include "ui/route.h"

namespace ui {

namespace {

constexpr double kGround = 240;     // what the illustrations are drawn on
constexpr double kSmallest = 0.55;  // of their size; beyond that nobody knows a card from a sheet

// The largest voice in which the label fits its room.
std::optional<Voice> label_voice(const Composer& c, const visit::Words& words,
                                 const LabelSpot& spot, Rect room) {
  const Colours& k = c.colours();
  for (const Type role : {spot.type, Type::lead, Type::body}) {
    const Voice voice{role, spot.bold, k.ink, text::Align::centre};
    // Words that touch the frame are hard to read.
    const double air = spot.below ? 0 : 0.06 * room.w;
    const Measured size = c.measure(words, voice, room.w - 2 * air);
    if (size.fits && size.lines == 1 && size.height <= room.h + 0.01) return voice;
  }
  return std::nullopt;
}

double label_height(const Composer& c) {
  return std::max(c.line(Type::choice), c.line(Type::body));
}

// Under its arrow, but inside the piece even if that is a little to one side.
Rect below_picture(const Composer& c, const visit::Words& words, Rect room, Rect piece) {
  const Point middle = room.centre();
  const double least = c.width(words, {Type::body, true, {}}) + 0.2;
  const double w = std::min(std::max(room.w, least), piece.w);
  const double x = std::clamp(middle.x - w / 2, piece.x, std::max(piece.x, piece.right() - w));
  return {x, room.y + 3, w, label_height(c)};
}

double labels_below(const Composer& c, const Illustration& picture) {
  const bool any = std::any_of(picture.labels.begin(), picture.labels.end(),
                               [](const LabelSpot& spot) { return spot.below; });
  return any ? label_height(c) + 3 : 0;
}

Piece route_piece(Composer& c, const visit::block::Picture& block, double width) {
  Piece piece;
  piece.least = piece.most = 64.0 * width / kGround;
  piece.before = 2.8;
  piece.after = upright(c) ? 6 : 0;
  piece.rank = 8;
  piece.draw = [&c, &block, width](Rect r) {
    const Colours& k = c.colours();
    const double s = width / kGround;
    const Voice plain{Type::body, false, k.ink}, bold{Type::body, true, k.ink, text::Align::centre};
    const RouteDrawing way =
        route(block.line,
              {c.width(block.labels[0], plain) / s, c.width(block.labels[1], plain) / s,
               c.width(block.labels[2], bold) / s},
              c.type(Type::body).em / s);
    c.begin("picture", Role::picture, r, k.surface);
    c.box(r, kButtonRadius, k.surface, k.line, kStrongOutline);
    // A way that was turned would lead to the other side.
    c.as_it_is(r, [&] {
      c.drawing(way.drawing, {r.x, r.y}, s);
      const Rect goal{r.x + way.goal.x * s, r.y + way.goal.y * s, way.goal.w * s, way.goal.h * s};
      c.box(goal, 3, k.paper, k.ink, kPictureOutline * 0.8);
      c.text_in(block.labels[2], bold, goal);
      const double line = c.line(Type::body);
      const auto label = [&](const visit::Words& words, Point left) {
        c.text(words, plain, r.x + left.x * s, r.y + left.y * s - line / 2,
               c.width(words, plain) + 0.2);
      };
      label(block.labels[0], way.here);
      label(block.labels[1], way.how_long);
    });
  };
  return piece;
}

// `s` millimetres a unit of the picture, its origin at `at`.
void paint(Composer& c, const visit::block::Picture& block, const Illustration& picture, Point at,
           double s, Rect piece) {
  c.drawing(picture.drawing, at, s);
  if (!picture.behind.empty()) {
    const Rect& w = picture.window;
    c.clip(Rect{at.x + w.x * s, at.y + w.y * s, w.w * s, w.h * s});
    c.drawing(picture.behind, at, s);
    c.clip({});
  }
  c.drawing(picture.over, at, s);
  for (std::size_t i = 0; i < std::min(block.labels.size(), picture.labels.size()); ++i) {
    const LabelSpot& spot = picture.labels[i];
    Rect room{at.x + spot.room.x * s, at.y + spot.room.y * s, spot.room.w * s, spot.room.h * s};
    if (spot.below) room = below_picture(c, block.labels[i], room, piece);
    if (const auto voice = label_voice(c, block.labels[i], spot, room)) {
      c.drawing(spot.around, at, s);
      c.text_in(block.labels[i], *voice, room);
    }
  }
}

}  // namespace

std::optional<Piece> picture_piece(Composer& c, const visit::block::Picture& block, double width) {
  if (block.kind == visit::PictureKind::route) {
    if (block.line.empty() || block.labels.size() < 3 || c.panel().kind == PanelKind::small)
      return std::nullopt;
    const double s = width / kGround;
    const Voice plain{Type::body, false, {}}, bold{Type::body, true, {}};
    const RouteDrawing way =
        route(block.line,
              {c.width(block.labels[0], plain) / s, c.width(block.labels[1], plain) / s,
               c.width(block.labels[2], bold) / s},
              c.type(Type::body).em / s);
    if (!way.room_for_words) return std::nullopt;
    return route_piece(c, block, width);
  }
  const auto picture = std::make_shared<Illustration>(illustration(block.kind, block.quarter));
  const double below = labels_below(c, *picture);
  const double fits_width = std::min(1.0, width / (upright(c) ? kGround : picture->extent.w));
  const double full = picture->extent.h * fits_width;
  Piece piece;
  piece.elastic = true;
  // A lying panel has no room for more than a sketch.
  piece.least = below + picture->extent.h * std::min(fits_width, upright(c) ? kSmallest : 0.22);
  piece.most = below + full;
  piece.before = upright(c) ? 9 : 0;
  piece.after = upright(c) ? 6 : 0;
  piece.draw = [&c, &block, picture, below](Rect r) {
    const double s = (r.h - below) / picture->extent.h;
    c.begin("picture", Role::picture, r, c.colours().paper);
    const double middle = picture->extent.x + picture->extent.w / 2;
    const bool on_ground = r.w >= kGround * s - 0.1;
    // Drawn to scale on its ground where that has room, else around its own middle.
    const double left = on_ground ? r.x + (r.w - kGround * s) / 2 : r.x + r.w / 2 - middle * s;
    const Point at{left, r.y - picture->extent.y * s};
    c.as_it_is(r, [&] { paint(c, block, *picture, at, s, r); });
  };
  return piece;
}

}  // namespace ui
