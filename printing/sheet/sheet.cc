// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/sheet.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace printing {

namespace {

constexpr double kFinestModule = 0.33;

// Along a line, in pieces short enough that a slanting one leaves free what lies beside it.
void add_pieces(std::vector<Box>& boxes, Point from, Point to, double width) {
  constexpr double kPiece = 1.5;
  const double length = std::hypot(to.x - from.x, to.y - from.y);
  const bool slanting = from.x != to.x && from.y != to.y;
  const int pieces = slanting ? std::max(1, static_cast<int>(std::ceil(length / kPiece))) : 1;
  for (int i = 0; i < pieces; ++i) {
    const auto at = [&](int step) {
      const double part = static_cast<double>(step) / pieces;
      return Point{from.x + part * (to.x - from.x), from.y + part * (to.y - from.y)};
    };
    const Point a = at(i);
    const Point b = at(i + 1);
    boxes.push_back(grown(around({a.x, a.y, 0, 0}, {b.x, b.y, 0, 0}), width / 2));
  }
}

// What a mark really inks: a frame leaves its inside free, a bent line what lies between its ends.
std::vector<Box> inked(const Mark& mark) {
  if (const auto* polyline = std::get_if<Polyline>(&mark)) {
    std::vector<Box> boxes;
    for (std::size_t i = 1; i < polyline->points.size(); ++i) {
      add_pieces(boxes, polyline->points[i - 1], polyline->points[i], polyline->width);
    }
    return boxes;
  }
  if (const auto* line = std::get_if<Line>(&mark);
      line && line->from.x != line->to.x && line->from.y != line->to.y) {
    std::vector<Box> boxes;
    add_pieces(boxes, line->from, line->to, line->width);
    return boxes;
  }
  const auto* frame = std::get_if<Frame>(&mark);
  if (!frame) return {box(mark)};
  const Box& b = frame->box;
  const double w = frame->width;
  return {{b.x, b.y, b.w, w},
          {b.x, b.bottom() - w, b.w, w},
          {b.x, b.y, w, b.h},
          {b.right() - w, b.y, w, b.h}};
}

// The ink of a filled area that holds all of a box; none for any other mark. A polygon is a shape,
// never a ground for words.
std::optional<Ink> ground_of(const Mark& mark, const Box& words) {
  if (const auto* rect = std::get_if<FilledRect>(&mark)) {
    if (within(words, rect->box)) return rect->ink;
  }
  if (const auto* circle = std::get_if<Circle>(&mark)) {
    const double x = std::max(circle->centre.x - words.x, words.right() - circle->centre.x);
    const double y = std::max(circle->centre.y - words.y, words.bottom() - circle->centre.y);
    if (std::hypot(x, y) <= circle->r) return circle->ink;
  }
  return {};
}

class Checker {
 public:
  explicit Checker(const Sheet& sheet) : sheet_(sheet) {}

  std::vector<SheetFault> run() {
    const Box paper{0, 0, sheet_.width, sheet_.height};
    for (std::size_t at = 0; at < sheet_.marks.size(); ++at) {
      const Mark& mark = sheet_.marks[at];
      if (!within(box(mark), paper)) found(Fault::outside_margin, at, at);
      if (const auto* run = std::get_if<TextRun>(&mark)) check_text(*run, at);
      if (const auto* code = std::get_if<QrMark>(&mark)) check_code(*code, at);
    }
    return std::move(faults_);
  }

 private:
  void check_text(const TextRun& run, std::size_t at) {
    const auto& small = sheet_.small_print;
    const Points floor = small && within(run.box, small->box) ? small->floor : sheet_.floor;
    if (run.size.value < floor.value) found(Fault::below_floor, at, at);
    if (!within(run.box, sheet_.live)) found(Fault::outside_margin, at, at);
    for (std::size_t i = 0; i < sheet_.keep_outs.size(); ++i) {
      const KeepOut& keep_out = sheet_.keep_outs[i];
      if (keep_out.text && overlap(run.box, keep_out.box)) found(Fault::text_in_keep_out, at, i);
    }

    // The last fill below the whole line is the ground it is read on, and hides what lies below it.
    Ink ground = Ink::white;
    std::vector<std::size_t> below;
    for (std::size_t i = 0; i < sheet_.marks.size(); ++i) {
      const Mark& other = sheet_.marks[i];
      if (i == at || std::holds_alternative<TextContour>(other) ||
          std::holds_alternative<QrMark>(other)) {
        continue;
      }
      if (const auto* text = std::get_if<TextRun>(&other)) {
        if (i > at && overlap(run.box, text->box)) found(Fault::text_on_text, at, i);
        continue;
      }
      const std::optional<Ink> fill = i < at ? ground_of(other, run.box) : std::nullopt;
      if (fill) {
        ground = *fill;
        below.clear();
        continue;
      }
      for (const Box& ink : inked(other)) {
        if (overlap(run.box, ink)) {
          below.push_back(i);
          break;
        }
      }
    }
    for (const std::size_t i : below) found(Fault::mark_through_text, at, i);
    const bool readable = (run.ink == Ink::black && ground == Ink::white) ||
                          (run.ink == Ink::white && ground == Ink::black);
    if (!readable) found(Fault::unreadable_ink, at, at);
  }

  void check_code(const QrMark& code, std::size_t at) {
    const double side = code.code.side * code.module;
    const Box dark{code.at.x, code.at.y, side, side};
    if (!within(dark, sheet_.live)) found(Fault::outside_margin, at, at);
    const Box safe = grown({0, 0, sheet_.width, sheet_.height}, -sheet_.code_from_edge);
    if (!within(dark, safe)) found(Fault::code_near_edge, at, at);
    const bool quiet = within(grown(dark, 4 * code.module), code.quiet);
    if (code.module < kFinestModule || !quiet) found(Fault::code_too_fine, at, at);
    for (std::size_t i = 0; i < sheet_.keep_outs.size(); ++i) {
      if (overlap(code.quiet, sheet_.keep_outs[i].box)) found(Fault::code_in_keep_out, at, i);
    }
    for (std::size_t i = 0; i < sheet_.marks.size(); ++i) {
      const Mark& other = sheet_.marks[i];
      // The practice mark runs below the white box.
      if (i == at || (i < at && std::holds_alternative<TextContour>(other))) continue;
      for (const Box& ink : inked(other)) {
        if (overlap(code.quiet, ink)) {
          found(Fault::mark_on_code, at, i);
          break;
        }
      }
    }
  }

  void found(Fault fault, std::size_t mark, std::size_t other) {
    faults_.push_back({fault, mark, other});
  }

  const Sheet& sheet_;
  std::vector<SheetFault> faults_;
};

// "-0.00" would move a golden without moving a mark.
double flat(double value) { return value > -0.005 && value < 0 ? 0 : value; }

std::string at(Point p) { return fmt::format("{:7.2f} {:7.2f}", flat(p.x), flat(p.y)); }
std::string at(const Box& b) {
  return fmt::format("{:7.2f} {:7.2f}  {:.2f} x {:.2f}", flat(b.x), flat(b.y), b.w, b.h);
}

std::string path(const std::vector<Point>& points) {
  std::string out;
  for (const Point& p : points) out += fmt::format(" ({:.2f},{:.2f})", flat(p.x), flat(p.y));
  return out;
}

std::string type(Points size, text::Weight weight) {
  return fmt::format("{}{:g}", weight == text::Weight::bold ? 'B' : 'T', size.value);
}

// Faces beside the one that everything is set in: a rare name shows where it came from.
std::string other_faces(const text::Paragraph& glyphs) {
  std::string out;
  for (const text::Run& run : glyphs.runs()) {
    if (run.family != "Noto Sans CJK SC") out += fmt::format(" [{}]", run.family);
  }
  return out;
}

struct AsText {
  std::string operator()(const TextContour& m) const {
    return fmt::format("contour {}  T{:g} turned {:g} line {:.2f} {}: {}", at(m.centre),
                       m.size.value, m.degrees, m.width, name(m.ink), m.text.reveal());
  }
  std::string operator()(const FilledRect& m) const {
    return fmt::format("rect    {} {}", at(m.box), name(m.ink));
  }
  std::string operator()(const Frame& m) const {
    return fmt::format("frame   {} line {:.2f}", at(m.box), m.width);
  }
  std::string operator()(const Line& m) const {
    return fmt::format("line    {} -> {} line {:.2f}", at(m.from), at(m.to), m.width);
  }
  std::string operator()(const Dashes& m) const {
    return fmt::format("dashes  {} -> {} line {:.2f} on {:.2f} off {:.2f}", at(m.from), at(m.to),
                       m.width, m.on, m.off);
  }
  std::string operator()(const Circle& m) const {
    return fmt::format("circle  {}  r {:.2f} {}", at(m.centre), m.r, name(m.ink));
  }
  std::string operator()(const Polygon& m) const {
    return fmt::format("polygon{} {} outline {:.2f}", path(m.points), name(m.ink), m.outline);
  }
  std::string operator()(const Polyline& m) const {
    return fmt::format("stroke {} {} line {:.2f}", path(m.points), name(m.ink), m.width);
  }
  std::string operator()(const QrMark& m) const {
    return fmt::format("code    {}  {} modules of {:.4f} at {}", at(m.quiet), m.code.side, m.module,
                       at(m.at));
  }
  std::string operator()(const TextRun& m) const {
    return fmt::format("text    {}  {} {} wide {:.2f}: {}{}", at(m.at), type(m.size, m.weight),
                       name(m.ink), m.glyphs.width(), m.text.reveal(), other_faces(m.glyphs));
  }
};

}  // namespace

std::string_view describe(SheetTrouble trouble) {
  switch (trouble) {
    case SheetTrouble::name_does_not_fit:
      return "the name does not fit the sheet; staff writes the sheet by hand";
    case SheetTrouble::character_missing:
      return "a character of the name or of a sentence cannot be drawn; staff writes the sheet by "
             "hand";
    case SheetTrouble::sentences_too_long:
      return "the reasons or answers do not fit the sheet; staff writes the sheet by hand";
    case SheetTrouble::words_do_not_fit:
      return "place, issuer, policy or destination is too long for the sheet; staff writes the "
             "sheet by hand and shortens the configuration";
    case SheetTrouble::code_does_not_fit:
      return "the code is too large for the sheet; staff writes the sheet by hand";
    case SheetTrouble::not_on_this_paper:
      return "this sheet is not made on this paper; staff has an A4 form in stock";
  }
  return {};
}

std::string_view name(Fault fault) {
  switch (fault) {
    case Fault::text_on_text:
      return "text on text";
    case Fault::mark_through_text:
      return "mark through text";
    case Fault::unreadable_ink:
      return "unreadable ink";
    case Fault::text_in_keep_out:
      return "text in keep-out";
    case Fault::below_floor:
      return "below floor";
    case Fault::outside_margin:
      return "outside margin";
    case Fault::mark_on_code:
      return "mark on code";
    case Fault::code_in_keep_out:
      return "code in keep-out";
    case Fault::code_near_edge:
      return "code near edge";
    case Fault::code_too_fine:
      return "code too fine";
  }
  return {};
}

std::vector<SheetFault> check(const Sheet& sheet) { return Checker(sheet).run(); }

std::string as_text(const Sheet& sheet) {
  std::string out = fmt::format("sheet   {:g} x {:g} mm, type not below {:g} pt, \"{}\"\n",
                                sheet.width, sheet.height, sheet.floor.value, sheet.title);
  if (sheet.small_print) {
    out += fmt::format("small   {}  type not below {:g} pt\n", at(sheet.small_print->box),
                       sheet.small_print->floor.value);
  }
  for (const KeepOut& keep_out : sheet.keep_outs) {
    out += fmt::format("keep    {} {}{}\n", at(keep_out.box), keep_out.what,
                       keep_out.text ? "" : ", codes only");
  }
  for (const Mark& mark : sheet.marks) out += std::visit(AsText{}, mark) + '\n';
  return out;
}

}  // namespace printing
