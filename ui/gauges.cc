// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/gauges.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace ui {

namespace {

using visit::Icon;
using visit::Progressed;

constexpr double kCapsule = 9, kCapsulePadding = 1.2 + kOutline;

void capsule(Composer& c, Rect rect, double part, Colour outline) {
  const Colours& k = c.colours();
  c.box(rect, rect.h / 2, k.surface, outline, kOutline);
  const Rect inner = rect.grown(-kCapsulePadding);
  const double filled = inner.w * std::clamp(part, 0.0, 1.0);
  // Less than its own ends would be a dot.
  if (filled < inner.h / 2) return;
  c.box({inner.x, inner.y, std::max(filled, inner.h), inner.h}, 2.6, k.act);
}

}  // namespace

Piece progress_piece(Composer& c, const visit::block::Progress& block, double width) {
  const Colours& k = c.colours();
  const Voice what{Type::body, true, k.ink};
  const Voice how_long{Type::body, false, k.ink2, text::Align::end};
  const double left = c.width(block.what, what), right = c.width(block.how_long, how_long);
  const bool one_line = left + right + 6 <= width;
  // On a lying panel there is one line; the rest is only spoken.
  const bool both = one_line || upright(c);
  const double line = c.line(Type::body);
  const double words = one_line || !both ? line : 2 * line;
  Piece piece;
  piece.least = piece.most = words + 3 + kCapsule;
  piece.before = upright(c) ? 9 : 4;
  piece.after = upright(c) ? 12 : 4;
  piece.rank = 3;
  piece.draw = [&c, &block, what, how_long, one_line, both, line, words](Rect r) {
    c.begin("progress", Role::progress, r, c.colours().paper);
    c.text(block.what, what, r.x, r.y, r.w);
    Voice second = how_long;
    if (!one_line) second.align = text::Align::start;
    if (both) c.text(block.how_long, second, r.x, r.y + (one_line ? 0 : line), r.w);
    capsule(c, {r.x, r.y + words + 3, r.w, kCapsule}, block.part, c.colours().line);
  };
  return piece;
}

Piece parts_piece(Composer& c, const visit::block::Parts& block, double width) {
  constexpr double kGap = 5;
  const auto count = static_cast<double>(block.parts.size());
  const double each = (width - kGap * (count - 1)) / count;
  const Colours& k = c.colours();
  const auto voice = [&k](Progressed state) {
    return Voice{Type::body, state == Progressed::now, state == Progressed::now ? k.ink : k.ink2};
  };
  const double side = 8.5, gap = 2.5;
  const bool all_fit = std::all_of(block.parts.begin(), block.parts.end(), [&](const auto& part) {
    const double taken = part.state == Progressed::done ? side + gap : 0;
    return c.width(part.words, voice(part.state)) + taken <= each;
  });
  const double line = c.line(Type::body);
  Piece piece;
  piece.least = piece.most = kCapsule + 3 + line;
  piece.before = upright(c) ? 9 : 4;
  piece.after = upright(c) ? 12 : 4;
  piece.rank = 3;
  piece.draw = [&c, &block, each, voice, side, gap, all_fit, line](Rect r) {
    double x = r.x;
    for (std::size_t i = 0; i < block.parts.size(); ++i, x += each + kGap) {
      const auto& part = block.parts[i];
      const bool now = part.state == Progressed::now, done = part.state == Progressed::done;
      // Where the words are longer than their bars, only the present part has its words shown.
      const bool speaks = all_fit || now;
      c.begin("part-" + std::to_string(i + 1), Role::progress,
              {x, r.y, each, all_fit ? r.h : kCapsule}, c.colours().paper);
      // The first part waits for a hand and has nothing to show; a later one is under way.
      capsule(c, {x, r.y, each, kCapsule},
              done           ? 1
              : now && i > 0 ? 0.55
                             : 0,
              now || done ? c.colours().act : c.colours().line);
      if (!speaks) continue;
      const double y = r.y + kCapsule + 3;
      double at = x, words = each;
      if (!all_fit) {
        words = std::min(r.w, c.width(part.words, voice(part.state)) + 0.2);
        at = std::min(x, r.right() - words);
        c.begin("part-now", Role::progress, {at, y, words, line}, c.colours().paper);
      }
      if (done) {
        c.icon(Icon::check, {at + side / 2, y + line / 2}, side, c.colours().act);
        at += side + gap, words -= side + gap;
      }
      c.text(part.words, voice(part.state), at, y, words);
    }
  };
  return piece;
}

namespace {

struct LadderLook {
  double disc, gap, pitch;
};
LadderLook ladder_look(const Composer& c) {
  return upright(c) ? LadderLook{24, 9, 48} : LadderLook{17, 6, 33};
}

Voice rung_voice(const Composer& c, Progressed state) {
  const Colours& k = c.colours();
  return {Type::secondary, state == Progressed::now, state == Progressed::later ? k.ink2 : k.ink};
}

}  // namespace

bool ladder_speaks(const Composer& c, const visit::block::Ladder& block, double width) {
  const LadderLook look = ladder_look(c);
  return upright(c) || std::all_of(block.rungs.begin(), block.rungs.end(), [&](const auto& rung) {
           return c.width(rung.head, rung_voice(c, rung.state)) <= width - look.disc - look.gap;
         });
}

Piece ladder_piece(Composer& c, const visit::block::Ladder& block, double width, bool subs_go) {
  const LadderLook look = ladder_look(c);
  const double disc = look.disc, pitch = look.pitch;
  const double x = disc + look.gap, text_width = width - x;
  const bool all_speak = ladder_speaks(c, block, width);
  const bool subs = !subs_go && all_speak && c.panel().kind != PanelKind::small;
  const auto head_voice = [&c](Progressed state) { return rung_voice(c, state); };
  const Voice sub{Type::body, false, c.colours().ink2};
  double tallest = disc;
  for (const auto& rung : block.rungs) {
    if (!all_speak) break;
    double height = c.measure(rung.head, head_voice(rung.state), text_width).height;
    if (subs) height += c.measure(rung.sub, sub, text_width).height;
    tallest = std::max(tallest, height);
  }
  const auto steps = static_cast<double>(block.rungs.size() - 1);
  Piece piece;
  piece.elastic = true;
  piece.least = steps * (tallest + 2.5) + tallest;
  piece.most = std::max(piece.least, steps * pitch + tallest);
  piece.before = upright(c) ? 14 : 0;
  piece.after = upright(c) ? 9 : 0;
  piece.head_room = upright(c) ? 4 : 1e9;
  piece.draw = [&c, &block, disc, x, text_width, subs, head_voice, sub, tallest, steps,
                all_speak](Rect r) {
    const Colours& k = c.colours();
    const double each = (r.h - tallest) / steps;
    for (std::size_t i = 0; i < block.rungs.size(); ++i) {
      const auto& rung = block.rungs[i];
      const double top = r.y + each * static_cast<double>(i);
      const bool speaks = all_speak || rung.state == Progressed::now;
      const double head = c.measure(rung.head, head_voice(rung.state), text_width).height;
      const double second = subs ? c.measure(rung.sub, sub, text_width).height : 0;
      const double middle = top + tallest / 2;
      c.begin("rung-" + std::to_string(i + 1), Role::progress,
              {r.x, top, all_speak ? r.w : disc, tallest}, k.paper);
      const Point centre{r.x + disc / 2, middle};
      if (i + 1 < block.rungs.size()) {
        const double from = middle + disc / 2 + 1.3, to = middle + each - disc / 2 - 1.3;
        if (to > from) {
          c.bar({centre.x - kStrongOutline / 2, from, kStrongOutline, to - from},
                rung.state == Progressed::done ? k.act : k.hair);
        }
      }
      const double side = disc * 0.5;
      switch (rung.state) {
        case Progressed::done:
          c.ring(centre, disc / 2, kStrongOutline, k.act);
          c.icon(Icon::check, centre, side, k.act);
          break;
        case Progressed::now:
          c.disc(centre, disc / 2, k.act);
          c.icon(rung.icon, centre, side, k.on_act);
          break;
        case Progressed::later:
          c.ring(centre, disc / 2, kStrongOutline, k.line);
          c.icon(rung.icon, centre, side, k.ink2);
          break;
      }
      if (!speaks) continue;
      const double y =
          std::clamp(middle - (head + second) / 2, r.y, std::max(r.y, r.bottom() - head - second));
      if (!all_speak) {
        c.begin("rung-now", Role::progress, {r.x + x, y, text_width, head}, k.paper);
      }
      c.text(rung.head, head_voice(rung.state), r.x + x, y, text_width);
      if (second > 0) c.text(rung.sub, sub, r.x + x, y + head, text_width);
    }
  };
  return piece;
}

Piece countdown_piece(Composer& c, const visit::block::Countdown& block) {
  constexpr double kRing = 124, kStroke = 11;
  const double most = upright(c) ? kRing : c.panel().kind == PanelKind::small ? 84 : 110;
  const double inner = c.type(Type::countdown).em + c.line(Type::lead);
  Piece piece;
  piece.elastic = true;
  piece.least = std::max(0.55 * most, inner / 0.72);
  piece.most = std::max(piece.least, most);
  piece.before = upright(c) ? 14 : 0;
  piece.after = upright(c) ? 9 : 0;
  piece.draw = [&c, &block](Rect r) {
    const Colours& k = c.colours();
    const double side = std::min(r.h, r.w);
    const Point centre = r.centre();
    const Rect ring{centre.x - side / 2, centre.y - side / 2, side, side};
    c.begin("countdown", Role::progress, ring, k.paper);
    const double stroke = kStroke * side / kRing;
    constexpr int kTicks = 30;
    // Every tick a second, when the place waits as long as it has ticks.
    const int left = block.of == 0 ? 0 : (block.left * kTicks + block.of - 1) / block.of;
    c.as_it_is(ring, [&] {  // clocks run one way everywhere
      for (int i = 0; i < kTicks; ++i) {
        const double from = -90 + 12.0 * i + 2;
        c.arc(centre, side / 2 - stroke / 2, from, from + 8, stroke, i < left ? k.act : k.hair);
      }
    });
    const double number = c.type(Type::countdown).em, unit = c.line(Type::lead);
    const double top = centre.y - (number + unit) / 2;
    visit::Words digits;
    digits.text = visit::Secret(std::to_string(block.left));
    digits.plain = true;
    c.text_in(digits, {Type::countdown, true, k.ink, text::Align::centre},
              {ring.x, top, side, number});
    c.text_in(block.unit, {Type::lead, false, k.ink2, text::Align::centre},
              {ring.x, top + number, side, unit});
  };
  return piece;
}

}  // namespace ui
