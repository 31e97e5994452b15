// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/pdf.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <optional>
#include <utility>
#include <vector>

#include "printing/sheet/content_stream.h"
#include "printing/sheet/glyph_paths.h"
#include "printing/sheet/pdf_file.h"

namespace printing {

namespace {

constexpr double kPointsPerMm = 72 / 25.4;

// A page of text has about so many operators.
constexpr std::size_t kUsualContent = std::size_t{384} * 1024;

// A glyph's place to 1/100 point, a twelfth of a printer's finest dot: short numbers.
double placed(double value) { return std::round(value * 100) / 100; }

// Grey levels where there is no colour: a laser then uses black toner alone.
std::optional<double> grey_level(Ink ink) {
  switch (ink) {
    case Ink::black:
      return 0;
    case Ink::white:
      return 1;
    case Ink::grey:
      return .5;
    case Ink::green:
    case Ink::yellow:
    case Ink::red:
      return {};
  }
  return {};
}

ContentStream::Rgb colour(Ink ink) {
  switch (ink) {
    case Ink::green:
      return {0, .45, .20};
    case Ink::yellow:
      return {1, .80, 0};
    case Ink::red:
      return {.75, 0, 0};
    case Ink::black:
    case Ink::white:
    case Ink::grey:
      break;
  }
  return {};
}

// Glyphs as paths: the matrix once, then font units, small whole numbers that repeat and compress.
void begin_glyph(ContentStream& page, const text::Placement& place, double page_height) {
  page.save();
  page.concat(place.scale, 0, 0, place.scale, placed(place.x), placed(page_height - place.y));
}

// Glyphs as contours, `line` points wide, about the origin.
class Contours : public text::OutlineSink {
 public:
  Contours(ContentStream& page, double line) : page_(page), line_(line) {}

  void begin_glyph(const text::Placement& placement) override {
    printing::begin_glyph(page_, placement, 0);
    page_.line_width(line_ / placement.scale);
  }
  void move_to(double u, double v) override { page_.move_to(u, v); }
  void line_to(double u, double v) override { page_.line_to(u, v); }
  void cubic_to(double u1, double v1, double u2, double v2, double u, double v) override {
    page_.curve_to(u1, v1, u2, v2, u, v);
  }
  void close_contour() override { page_.close_path(); }
  void end_glyph() override {
    page_.stroke();
    page_.restore();
  }

 private:
  ContentStream& page_;
  double line_;
};

// Writes marks to a page. Millimetres from the top become points from the bottom here.
class Painter {
 public:
  Painter(ContentStream& page, double height) : page_(page), height_(height) {}

  // Text stands on everything else, and no line of it on another: it is kept for the end.
  void operator()(const TextRun& mark) { draw(mark.glyphs, mark.at, text_[mark.ink]); }

  void operator()(const TextContour& mark) {
    const text::Box ink = mark.glyphs.ink();
    const text::Line line = mark.glyphs.lines().front();
    // The middle of the ink turns about the middle of the page's coordinates.
    const Point from{line.x - (ink.left + ink.right) / 2,
                     line.baseline - (ink.top + ink.bottom) / 2};
    const double turn = mark.degrees * std::numbers::pi / 180;
    const double cos = std::cos(turn);
    const double sin = std::sin(turn);
    page_.save();
    stroke_with(mark.ink);
    page_.concat(cos, sin, -sin, cos, x(mark.centre), y(mark.centre));
    Contours contours(page_, mark.width * kPointsPerMm);
    draw(mark.glyphs, from, contours);
    page_.restore();
  }

  void operator()(const FilledRect& mark) {
    fill_with(mark.ink);
    rectangle(mark.box);
    page_.fill();
  }

  void operator()(const Frame& mark) {
    line(mark.width);
    rectangle(grown(mark.box, -mark.width / 2));
    page_.stroke();
  }

  void operator()(const Line& mark) {
    line(mark.width);
    segment(mark.from, mark.to);
    page_.stroke();
  }

  void operator()(const Dashes& mark) {
    line(mark.width);
    const double length = std::hypot(mark.to.x - mark.from.x, mark.to.y - mark.from.y);
    const auto along = [&](double at) {
      const double part = std::min(at, length) / length;
      return Point{mark.from.x + part * (mark.to.x - mark.from.x),
                   mark.from.y + part * (mark.to.y - mark.from.y)};
    };
    // The writer's own dash patterns are whole points.
    for (double at = 0; at < length; at += mark.on + mark.off) {
      segment(along(at), along(at + mark.on));
    }
    page_.stroke();
  }

  void operator()(const Circle& mark) {
    fill_with(mark.ink);
    page_.circle(x(mark.centre), y(mark.centre), mark.r * kPointsPerMm);
    page_.fill();
  }

  void operator()(const Polygon& mark) {
    page_.save();
    fill_with(mark.ink);
    if (mark.outline > 0) {
      line(mark.outline);
      page_.line_join(ContentStream::Join::round);
    }
    through(mark.points);
    page_.close_path();
    if (mark.outline > 0) {
      page_.fill_and_stroke();
    } else {
      page_.fill();
    }
    page_.restore();
  }

  void operator()(const Polyline& mark) {
    page_.save();
    stroke_with(mark.ink);
    page_.line_width(mark.width * kPointsPerMm);
    page_.line_cap(ContentStream::Cap::round);
    page_.line_join(ContentStream::Join::round);
    through(mark.points);
    page_.stroke();
    page_.restore();
  }

  void operator()(const QrMark& mark) {
    (*this)(FilledRect{mark.quiet, Ink::white});
    // Modules as whole numbers in one path: no rounding between them, no hair between rows.
    const double module = mark.module * kPointsPerMm;
    page_.save();
    fill_with(Ink::black);
    page_.concat(module, 0, 0, module, x(mark.at), y(mark.at));
    for (const Box& run : rectangles(mark.code)) {
      page_.rectangle(run.x, -run.bottom(), run.w, run.h);
    }
    page_.fill();
    page_.restore();
  }

  void finish() {
    for (const auto& [ink, glyphs] : text_) {
      fill_with(ink);
      for (const auto& [path, places] : glyphs.glyphs()) {
        for (const text::Placement& place : places) {
          begin_glyph(page_, place, height_ * kPointsPerMm);
          page_.append(path.bytes());
          page_.fill();
          page_.restore();
        }
      }
    }
  }

 private:
  [[nodiscard]] double x(Point p) const { return p.x * kPointsPerMm; }
  [[nodiscard]] double y(Point p) const { return (height_ - p.y) * kPointsPerMm; }

  // The paragraph's only line with its left end at a point of the page.
  static void draw(const text::Paragraph& glyphs, Point at, text::OutlineSink& sink) {
    const text::Line line = glyphs.lines().front();
    glyphs.outline(sink, kPointsPerMm, (at.x - line.x) * kPointsPerMm,
                   (at.y - line.baseline) * kPointsPerMm);
  }

  void rectangle(const Box& box) {
    page_.rectangle(x({box.x, 0}), y({0, box.bottom()}), box.w * kPointsPerMm,
                    box.h * kPointsPerMm);
  }

  void line(double width) {
    stroke_with(Ink::black);
    page_.line_width(width * kPointsPerMm);
  }

  void segment(Point from, Point to) {
    page_.move_to(x(from), y(from));
    page_.line_to(x(to), y(to));
  }

  void through(const std::vector<Point>& points) {
    page_.move_to(x(points.front()), y(points.front()));
    for (std::size_t i = 1; i < points.size(); ++i) {
      page_.line_to(x(points[i]), y(points[i]));
    }
  }

  void fill_with(Ink ink) {
    const auto grey = grey_level(ink);
    if (grey) {
      page_.fill_with(*grey);
    } else {
      page_.fill_with(colour(ink));
    }
  }

  void stroke_with(Ink ink) {
    const auto grey = grey_level(ink);
    if (grey) {
      page_.stroke_with(*grey);
    } else {
      page_.stroke_with(colour(ink));
    }
  }

  ContentStream& page_;
  double height_;  // millimetres
  std::map<Ink, GlyphPaths> text_;
};

// NaN fails every comparison, so it is not within the paper either.
bool drawable(const Sheet& sheet) {
  const Box paper{0, 0, sheet.width, sheet.height};
  return std::all_of(sheet.marks.begin(), sheet.marks.end(),
                     [&](const Mark& mark) { return within(box(mark), paper); });
}

}  // namespace

tl::expected<visit::Secret, PdfTrouble> write_pdf(const Sheet& sheet) {
  if (!drawable(sheet)) return tl::unexpected(PdfTrouble::bad_mark);
  ContentStream content(kUsualContent);
  Painter painter(content, sheet.height);
  for (const Mark& mark : sheet.marks) std::visit(painter, mark);
  painter.finish();
  const PdfPage page{sheet.width * kPointsPerMm, sheet.height * kPointsPerMm, content.bytes()};
  auto file = pdf_file(page, sheet.title, sheet.made_at);
  if (!file) return tl::unexpected(PdfTrouble::writer);
  return std::move(*file);
}

}  // namespace printing
