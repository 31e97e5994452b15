// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/column.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace printing {

namespace {

constexpr double kBetweenSides = 2.5;
constexpr double kBetweenPair = 2;

// The em box; what a script stacks above or below it. The tails of Latin letters stand in the gap
// between lines: rows keep their height whatever they say.
constexpr double kTail = .15;  // em
Box box_of(Compositor& sheet, std::string_view words, Type type) {
  const Box box = sheet.measure(words, type);
  const double em = type.size.mm();
  if (box.y < -(kAscent + kTail) * em || box.bottom() > (kDescent + kTail) * em) return box;
  return {0, -kAscent * em, box.w, em};
}

// Parts joined by "·" that stand on one line together, as far as they fit; the dot between two
// lines falls away.
std::vector<visit::Secret> joined_parts(Compositor& sheet, std::string_view words, Type type,
                                        double width) {
  constexpr std::string_view kDot = "·";
  std::vector<visit::Secret> lines;
  std::size_t begin = 0;
  std::size_t end = 0;  // of the line that is being filled
  for (std::size_t from = 0; from <= words.size();) {
    const std::size_t next = std::min(words.find(kDot, from), words.size());
    if (from > 0 && sheet.measure(words.substr(begin, next - begin), type).w > width) {
      lines.emplace_back(words.substr(begin, end - begin));
      begin = from;
    }
    end = next;
    from = next + kDot.size();
  }
  lines.emplace_back(words.substr(begin, end - begin));
  return lines;
}

// A last line of one word or of a character and its stop looks lost: the same number of narrower
// lines.
std::optional<std::vector<visit::Secret>> even_lines(Compositor& sheet, std::string_view words,
                                                     Type type, double width) {
  auto lines = sheet.lines(words, type, width, text::Breaks::plain);
  if (!lines || lines->size() < 2) return lines;
  const std::string_view last = lines->back().reveal();
  const bool latin = std::all_of(last.begin(), last.end(),
                                 [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  const double lost = latin ? .3 * width : 2.5 * type.size.mm();
  if (sheet.measure(last, type).w > lost) return lines;
  for (double narrower = width - 2; narrower > width * .7; narrower -= 2) {
    auto others = sheet.lines(words, type, narrower, text::Breaks::plain);
    if (!others || others->size() != lines->size()) break;
    if (sheet.measure(others->back().reveal(), type).w > lost) return others;
  }
  return lines;
}

}  // namespace

void Column::rule(double width) {
  if (width < .5) {
    sheet_.add(Line{{left_, y_ + width / 2}, {right(), y_ + width / 2}, width});
  } else {
    sheet_.add(FilledRect{{left_, y_, width_, width}, Ink::black});
  }
  y_ += width;
}

void Column::line(std::string_view words, Type type, Anchor anchor) {
  const Box box = box_of(sheet_, words, type);
  double x = left_;
  if (anchor == Anchor::centre) x = middle();
  if (anchor == Anchor::right) x = right();
  sheet_.set(words, type, {.at = {x, y_ - box.y}, .anchor = anchor, .widest = width_});
  y_ += box.h;
}

void Column::fitted(std::string_view words, text::Weight weight, std::span<const double> sizes,
                    Anchor anchor) {
  for (const double points : sizes) {
    const Type type{{points}, weight};
    if (points == sizes.back() || box_of(sheet_, words, type).w <= width_) {
      return line(words, type, anchor);
    }
  }
}

void Column::paragraph(std::string_view words, Type type, double indent) {
  bool first = true;
  for (visit::Secret& part : joined_parts(sheet_, words, type, width_ - indent)) {
    const auto lines = even_lines(sheet_, part.reveal(), type, width_ - indent);
    if (!lines) return sheet_.refuse(SheetTrouble::words_do_not_fit);
    for (const visit::Secret& line : *lines) {
      if (!first) skip(std::max(kLineGap, kTail * type.size.mm()));
      first = false;
      const Box box = box_of(sheet_, line.reveal(), type);
      sheet_.set(line.reveal(), type, {.at = {left_ + indent, y_ - box.y}});
      y_ += box.h;
    }
  }
}

void Column::sides(Side left, Side right_side) {
  const Box a = box_of(sheet_, left.words, left.type);
  const Box b = box_of(sheet_, right_side.words, right_side.type);
  if (a.w + kBetweenSides + b.w <= width_) {
    const double baseline = y_ - std::min(a.y, b.y);
    sheet_.set(left.words, left.type, {.at = {left_, baseline}});
    sheet_.set(right_side.words, right_side.type,
               {.at = {right(), baseline}, .anchor = Anchor::right});
    y_ = baseline + std::max(a.bottom(), b.bottom());
    return;
  }
  paragraph(left.words, left.type);
  skip(kLineGap);
  if (b.w > width_) return paragraph(right_side.words, right_side.type);
  line(right_side.words, right_side.type, Anchor::right);
}

void Column::pair(const visit::Bilingual& words, First first, Type type, Type small_type,
                  double indent) {
  const std::string& leading = large(words, first);
  const std::string& other = small(words, first);
  const Box a = box_of(sheet_, leading, type);
  const Box b = box_of(sheet_, other, small_type);
  if (indent + a.w + kBetweenPair + b.w <= width_) {
    const double baseline = y_ - std::min(a.y, b.y);
    const double x = left_ + indent;
    sheet_.set(leading, type, {.at = {x, baseline}});
    sheet_.set(other, small_type, {.at = {x + a.w + kBetweenPair, baseline}});
    y_ = baseline + std::max(a.bottom(), b.bottom());
    return;
  }
  paragraph(leading, type, indent);
  skip(kLineGap);
  paragraph(other, small_type, indent);
}

void Column::pen_line(const visit::Bilingual& label, First first) {
  constexpr Type kLabel = regular(14);
  constexpr double kLeast = 20;  // to write on
  const std::string words = both(label, first);
  const Box box = box_of(sheet_, words, kLabel);
  const double baseline = y_ - box.y;
  sheet_.set(words, kLabel, {.at = {left_, baseline}, .widest = width_ - kLeast});
  sheet_.add(Line{{left_ + box.w + 2.5, baseline + .6}, {right(), baseline + .6}, .3});
  y_ = baseline + box.bottom();
}

}  // namespace printing
