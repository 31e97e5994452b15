// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/toggles.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace ui {

namespace {

using visit::Icon;
using Toggle = visit::block::Toggles::Toggle;

struct ToggleLook {
  double box = 0, pad = 0, gap = 0;
  double least = 0;
};

double text_room(const ToggleLook& look, double width) {
  return width - look.pad - look.box - look.gap - look.pad;
}

// The largest in which the words keep to this many lines.
std::optional<Voice> voice_for(const Composer& c, const visit::Words& words, double room,
                               std::size_t lines) {
  for (const Type type : {Type::choice, Type::secondary, Type::lead, Type::body}) {
    const Voice voice{type, true, {}};
    const Measured size = c.measure(words, voice, room);
    if (size.fits && size.lines <= lines) return voice;
  }
  return std::nullopt;
}
Voice voice_of(const Composer& c, const visit::Words& words, double room) {
  if (const auto one = voice_for(c, words, room, 1)) return *one;
  return voice_for(c, words, room, 2).value_or(Voice{Type::body, true, {}});
}

// False if some words are too long for two lines.
bool look_for(const Composer& c, const std::vector<Toggle>& toggles, double width,
              ToggleLook& look) {
  look.pad = length(c, 9, 7, 4);
  look.box = length(c, 15, 13, 10);
  look.gap = length(c, 8, 6, 4);
  look.least = length(c, 40, 26, kTarget);
  const double room = text_room(look, width);
  return std::all_of(toggles.begin(), toggles.end(), [&](const Toggle& toggle) {
    const Measured size = c.measure(toggle.words, voice_of(c, toggle.words, room), room);
    look.least = std::max(look.least, size.height + 4);
    return size.fits && size.lines <= 2;
  });
}

void draw_toggle(Composer& c, const Toggle& toggle, const ToggleLook& look, Rect r) {
  const Colours& k = c.colours();
  const std::string id(visit::name(toggle.button));
  const bool pressed = c.is_pressed(id);
  const Colour ground = pressed ? k.ink : toggle.on ? k.act_tint : k.surface;
  const Colour ink = pressed ? k.surface : k.ink;
  c.begin_target(id, Role::toggle, r, ground);
  c.out().nodes.back().on = toggle.on;
  c.box(r, kCardRadius, ground, toggle.on ? k.act : k.ink,
        toggle.on ? kPictureOutline : kStrongOutline);
  const Rect box{r.x + look.pad, r.centre().y - look.box / 2, look.box, look.box};
  if (toggle.on) {
    c.box(box, 2.5, k.act, pressed ? std::optional(ink) : std::nullopt);
    c.icon(Icon::check, box.centre(), 0.72 * look.box, k.on_act);
  } else {
    c.box(box, 2.5, ground, ink, 1.2);
  }
  Voice voice = voice_of(c, toggle.words, text_room(look, r.w));
  voice.colour = ink;
  c.text_in(toggle.words, voice, {box.right() + look.gap, r.y, text_room(look, r.w), r.h});
  c.say(toggle.state);
}

}  // namespace

std::vector<Piece> toggle_pieces(Composer& c, const visit::block::Toggles& block, double width) {
  const double gap = length(c, 6, 5, 3.4);
  const double half = (width - gap) / 2;
  ToggleLook look;
  std::size_t columns = 2;
  if (!look_for(c, block.toggles, half, look)) {
    columns = 1;
    (void)look_for(c, block.toggles, width, look);
  }
  const double each = columns == 2 ? half : width;
  std::vector<Piece> out;
  for (std::size_t i = 0; i < block.toggles.size(); i += columns) {
    Piece piece;
    piece.least = look.least;
    piece.most = std::max(look.least, length(c, 52, 36, 27));
    piece.grows = true;
    piece.before = piece.after = gap;
    piece.draw = [&c, &block, look, i, columns, each, gap](Rect r) {
      for (std::size_t n = 0; n < columns && i + n < block.toggles.size(); ++n) {
        const double x = r.x + static_cast<double>(n) * (each + gap);
        draw_toggle(c, block.toggles[i + n], look, {x, r.y, each, r.h});
      }
    };
    out.push_back(std::move(piece));
  }
  return out;
}

namespace {

constexpr double kCheckGap = 2.5;

double check_side(const Composer& c) { return upright(c) ? 9 : 8; }

void draw_segment(Composer& c, const Toggle& segment, Rect r) {
  const Colours& k = c.colours();
  const std::string id(visit::name(segment.button));
  const bool pressed = c.is_pressed(id);
  const Colour ground = pressed ? k.ink : segment.on ? k.act : k.surface;
  const Colour ink = pressed ? k.surface : segment.on ? k.on_act : k.ink;
  c.begin_target(id, Role::toggle, r, ground);
  c.out().nodes.back().on = segment.on;
  c.box(r, kButtonRadius, ground, segment.on ? ground : k.line, kOutline);
  const Voice voice{Type::body, segment.on, ink};
  const double words = c.width(segment.words, voice) + kRounding;
  const double side = segment.on ? check_side(c) + kCheckGap : 0;
  const double left = r.x + (r.w - side - words) / 2;
  if (segment.on) c.icon(Icon::check, {left + check_side(c) / 2, r.centre().y}, check_side(c), ink);
  c.text_in(segment.words, voice, {left + side, r.y, words, r.h});
  c.say(segment.state);
}

}  // namespace

Piece segments_piece(Composer& c, const visit::block::Segments& block, double width,
                     std::string id) {
  const double gap = length(c, 5, 5, 3.4);
  const Voice label{Type::body, false, c.colours().ink2};
  double widest = upright(c) ? 46 : 30;
  for (const Toggle& segment : block.segments) {
    const double words = c.width(segment.words, {Type::body, true, {}}) + kRounding;
    widest = std::max(widest, words + check_side(c) + kCheckGap + 3);
  }
  const auto n = static_cast<double>(block.segments.size());
  const double row = n * widest + (n - 1) * gap;
  const double label_w = c.width(block.label, label) + kRounding + (upright(c) ? 8 : 5);
  const bool beside = label_w + row <= width;
  const bool stacked = row > width;  // even alone
  const double height = std::max(upright(c) ? 21.0 : kTarget, c.line(Type::body) + 2);
  const double label_h = beside ? 0 : c.measure(block.label, label, width).height + 1;
  Piece piece;
  piece.least = piece.most = label_h + (stacked ? n * height + (n - 1) * gap : height);
  piece.before = length(c, 7, 5, 3.4);
  piece.after = length(c, 6, 4, 3.4);
  piece.draw = [=, &c, &block, name = std::move(id)](Rect r) {
    const double x = beside ? r.x + label_w : r.x;
    c.begin(name, Role::text,
            beside ? Rect{r.x, r.y, label_w, height} : Rect{r.x, r.y, r.w, label_h},
            c.colours().paper);
    if (beside) {
      c.text_in(block.label, label, {r.x, r.y, label_w, height});
    } else {
      c.text(block.label, label, r.x, r.y, r.w);
    }
    const double each = stacked ? r.w : (r.right() - x - (n - 1) * gap) / n;
    Rect at{x, r.y + label_h, each, height};
    for (const Toggle& segment : block.segments) {
      draw_segment(c, segment, at);
      if (stacked) {
        at.y += height + gap;
      } else {
        at.x += each + gap;
      }
    }
  };
  return piece;
}

}  // namespace ui
