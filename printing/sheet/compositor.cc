// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/compositor.h"

#include <utility>

namespace printing {

namespace {

// The em box about a baseline that begins at (0, 0), grown by scripts that stack above and below
// it.
Box box_of(const text::Paragraph& glyphs, Type type) {
  const text::Line line = glyphs.lines().front();
  const double em = type.size.mm();
  const Box box{0, -kAscent * em, line.width, em};
  const text::Box ink = glyphs.ink();
  if (ink.bottom <= ink.top) return box;
  return around(box, {0, ink.top - line.baseline, line.width, ink.bottom - ink.top});
}

}  // namespace

void Compositor::refuse(SheetTrouble trouble) {
  if (!trouble_) trouble_ = trouble;
}

std::optional<text::Paragraph> Compositor::lay_out(std::string_view words, Type type, double width,
                                                   text::Breaks breaks, text::Fill fill) {
  text::Style style;
  style.em = type.size.mm();
  style.weight = type.weight;
  style.breaks = breaks;
  style.fill = fill;
  auto paragraph = faces_.lay_out(words, style, width);
  if (!paragraph) {
    refuse(SheetTrouble::character_missing);
    return {};
  }
  return std::move(*paragraph);
}

Box Compositor::set(std::string_view words, Type type, Spot spot) {
  auto glyphs = lay_out(words, type, text::kUnbounded, text::Breaks::never);
  if (!glyphs || glyphs->lines().empty()) return {spot.at.x, spot.at.y, 0, 0};
  Box box = box_of(*glyphs, type);
  if (box.w > spot.widest) refuse(SheetTrouble::words_do_not_fit);

  Point at = spot.at;
  switch (spot.anchor) {
    case Anchor::left:
      break;
    case Anchor::centre:
      at.x -= box.w / 2;
      break;
    case Anchor::right:
      at.x -= box.w;
      break;
  }
  box.x += at.x;
  box.y += at.y;
  sheet_.marks.push_back(
      TextRun{visit::Secret(words), type.size, type.weight, spot.ink, at, std::move(*glyphs), box});
  return box;
}

void Compositor::contour(std::string_view words, Points size, Ink ink, Point centre, double degrees,
                         double line_width) {
  auto glyphs =
      lay_out(words, {size, text::Weight::regular}, text::kUnbounded, text::Breaks::never);
  if (!glyphs) return;
  sheet_.marks.push_back(TextContour{visit::Secret(words), size, ink, centre, degrees, line_width,
                                     std::move(*glyphs)});
}

void Compositor::add(std::vector<Mark> marks) {
  for (Mark& mark : marks) add(std::move(mark));
}

std::optional<std::vector<visit::Secret>> Compositor::lines(std::string_view words, Type type,
                                                            double width, text::Breaks breaks,
                                                            text::Fill fill) {
  const auto paragraph = lay_out(words, type, width, breaks, fill);
  if (!paragraph || !paragraph->fits()) return {};
  std::vector<visit::Secret> lines;
  for (const text::Line& line : paragraph->lines()) {
    lines.emplace_back(words.substr(line.begin, line.end - line.begin));
  }
  return lines;
}

Box Compositor::measure(std::string_view words, Type type) {
  const auto glyphs = lay_out(words, type, text::kUnbounded, text::Breaks::never);
  if (!glyphs || glyphs->lines().empty()) return {};
  return box_of(*glyphs, type);
}

tl::expected<Sheet, SheetTrouble> Compositor::finish() && {
  if (trouble_) return tl::unexpected(*trouble_);
  return std::move(sheet_);
}

}  // namespace printing
