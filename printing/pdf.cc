// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/pdf.h"

#include <hpdf.h>
#include <malloc.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <map>
#include <memory>
#include <numbers>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "printing/glyph_paths.h"

namespace printing {

namespace {

constexpr double kPointsPerMm = 72 / 25.4;

HPDF_REAL real(double value) { return static_cast<HPDF_REAL>(value); }

// A glyph's place to 1/64 point, an eighth of a printer's finest dot: short numbers that repeat.
HPDF_REAL placed(double value) { return real(std::round(value * 64) / 64); }

// The writer's pages hold outlines of a name: its memory is overwritten before it is given back.
void* take(HPDF_UINT size) { return std::malloc(size); }
void give_back(void* memory) {
  if (memory) visit::wipe(memory, malloc_usable_size(memory));
  std::free(memory);
}

// Errors of libharu are sticky and its functions go on after them: recorded here, asked at the end.
struct Errors {
  HPDF_STATUS first = HPDF_OK;
  static void record(HPDF_STATUS error, HPDF_STATUS, void* self) {
    auto& errors = *static_cast<Errors*>(self);
    if (errors.first == HPDF_OK) errors.first = error;
  }
};

struct CloseDocument {
  void operator()(HPDF_Doc document) const { HPDF_Free(document); }
};
using Document = std::unique_ptr<std::remove_pointer_t<HPDF_Doc>, CloseDocument>;

struct Colour {
  double r, g, b;
};

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

Colour colour(Ink ink) {
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
class Glyphs : public text::OutlineSink {
 public:
  // Filled where `line` is 0, else drawn as contours of that many points.
  Glyphs(HPDF_Page page, double page_height, double line)
      : page_(page), height_(page_height), line_(line) {}

  void begin_glyph(const text::Placement& placement) override {
    HPDF_Page_GSave(page_);
    HPDF_Page_Concat(page_, real(placement.scale), 0, 0, real(placement.scale), placed(placement.x),
                     placed(height_ - placement.y));
    if (line_ > 0) HPDF_Page_SetLineWidth(page_, real(line_ / placement.scale));
  }
  void move_to(double u, double v) override { HPDF_Page_MoveTo(page_, real(u), real(v)); }
  void line_to(double u, double v) override { HPDF_Page_LineTo(page_, real(u), real(v)); }
  void cubic_to(double u1, double v1, double u2, double v2, double u, double v) override {
    HPDF_Page_CurveTo(page_, real(u1), real(v1), real(u2), real(v2), real(u), real(v));
  }
  void close_contour() override { HPDF_Page_ClosePath(page_); }
  void end_glyph() override {
    if (line_ > 0) {
      HPDF_Page_Stroke(page_);
    } else {
      HPDF_Page_Fill(page_);
    }
    HPDF_Page_GRestore(page_);
  }

 private:
  HPDF_Page page_;
  double height_;
  double line_;
};

// Writes marks to a page. Millimetres from the top become points from the bottom here.
class Painter {
 public:
  Painter(HPDF_Page page, double height) : page_(page), height_(height) {}

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
    HPDF_Page_GSave(page_);
    stroke_with(mark.ink);
    HPDF_Page_Concat(page_, real(cos), real(sin), real(-sin), real(cos), x(mark.centre),
                     y(mark.centre));
    Glyphs contours(page_, 0, mark.width * kPointsPerMm);
    draw(mark.glyphs, from, contours);
    HPDF_Page_GRestore(page_);
  }

  void operator()(const FilledRect& mark) {
    fill_with(mark.ink);
    rectangle(mark.box);
    HPDF_Page_Fill(page_);
  }

  void operator()(const Frame& mark) {
    line(mark.width);
    rectangle(grown(mark.box, -mark.width / 2));
    HPDF_Page_Stroke(page_);
  }

  void operator()(const Line& mark) {
    line(mark.width);
    segment(mark.from, mark.to);
    HPDF_Page_Stroke(page_);
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
    HPDF_Page_Stroke(page_);
  }

  void operator()(const Circle& mark) {
    fill_with(mark.ink);
    HPDF_Page_Circle(page_, x(mark.centre), y(mark.centre), real(mark.r * kPointsPerMm));
    HPDF_Page_Fill(page_);
  }

  void operator()(const Polygon& mark) {
    HPDF_Page_GSave(page_);
    fill_with(mark.ink);
    if (mark.outline > 0) {
      line(mark.outline);
      HPDF_Page_SetLineJoin(page_, HPDF_ROUND_JOIN);
    }
    through(mark.points);
    HPDF_Page_ClosePath(page_);
    if (mark.outline > 0) {
      HPDF_Page_FillStroke(page_);
    } else {
      HPDF_Page_Fill(page_);
    }
    HPDF_Page_GRestore(page_);
  }

  void operator()(const Polyline& mark) {
    HPDF_Page_GSave(page_);
    stroke_with(mark.ink);
    HPDF_Page_SetLineWidth(page_, real(mark.width * kPointsPerMm));
    HPDF_Page_SetLineCap(page_, HPDF_ROUND_END);
    HPDF_Page_SetLineJoin(page_, HPDF_ROUND_JOIN);
    through(mark.points);
    HPDF_Page_Stroke(page_);
    HPDF_Page_GRestore(page_);
  }

  void operator()(const QrMark& mark) {
    (*this)(FilledRect{mark.quiet, Ink::white});
    // Modules as whole numbers in one path: no rounding between them, no hair between rows.
    const double module = mark.module * kPointsPerMm;
    HPDF_Page_GSave(page_);
    fill_with(Ink::black);
    HPDF_Page_Concat(page_, real(module), 0, 0, real(module), x(mark.at), y(mark.at));
    for (const Box& run : rectangles(mark.code)) {
      HPDF_Page_Rectangle(page_, real(run.x), real(-run.bottom()), real(run.w), real(run.h));
    }
    HPDF_Page_Fill(page_);
    HPDF_Page_GRestore(page_);
  }

  void finish() {
    for (const auto& [ink, glyphs] : text_) {
      fill_with(ink);
      Glyphs filled(page_, height_ * kPointsPerMm, 0);
      for (const auto& [path, places] : glyphs.glyphs()) {
        for (const text::Placement& place : places) GlyphPaths::replay(path, place, filled);
      }
    }
  }

 private:
  [[nodiscard]] HPDF_REAL x(Point p) const { return real(p.x * kPointsPerMm); }
  [[nodiscard]] HPDF_REAL y(Point p) const { return real((height_ - p.y) * kPointsPerMm); }

  // The paragraph's only line with its left end at a point of the page.
  static void draw(const text::Paragraph& glyphs, Point at, text::OutlineSink& sink) {
    const text::Line line = glyphs.lines().front();
    glyphs.outline(sink, kPointsPerMm, (at.x - line.x) * kPointsPerMm,
                   (at.y - line.baseline) * kPointsPerMm);
  }

  void rectangle(const Box& box) {
    HPDF_Page_Rectangle(page_, x({box.x, 0}), y({0, box.bottom()}), real(box.w * kPointsPerMm),
                        real(box.h * kPointsPerMm));
  }

  void line(double width) {
    stroke_with(Ink::black);
    HPDF_Page_SetLineWidth(page_, real(width * kPointsPerMm));
  }

  void segment(Point from, Point to) {
    HPDF_Page_MoveTo(page_, x(from), y(from));
    HPDF_Page_LineTo(page_, x(to), y(to));
  }

  void through(const std::vector<Point>& points) {
    HPDF_Page_MoveTo(page_, x(points.front()), y(points.front()));
    for (std::size_t i = 1; i < points.size(); ++i) {
      HPDF_Page_LineTo(page_, x(points[i]), y(points[i]));
    }
  }

  void fill_with(Ink ink) {
    const auto grey = grey_level(ink);
    const Colour c = colour(ink);
    if (grey) {
      HPDF_Page_SetGrayFill(page_, real(*grey));
    } else {
      HPDF_Page_SetRGBFill(page_, real(c.r), real(c.g), real(c.b));
    }
  }

  void stroke_with(Ink ink) {
    const auto grey = grey_level(ink);
    const Colour c = colour(ink);
    if (grey) {
      HPDF_Page_SetGrayStroke(page_, real(*grey));
    } else {
      HPDF_Page_SetRGBStroke(page_, real(c.r), real(c.g), real(c.b));
    }
  }

  HPDF_Page page_;
  double height_;  // millimetres
  std::map<Ink, GlyphPaths> text_;
};

// NaN fails every comparison, so it is not within the paper either.
bool drawable(const Sheet& sheet) {
  const Box paper{0, 0, sheet.width, sheet.height};
  return std::all_of(sheet.marks.begin(), sheet.marks.end(),
                     [&](const Mark& mark) { return within(box(mark), paper); });
}

HPDF_Date date(visit::Moment moment) {
  const visit::WallTime time = visit::wall_time(moment);
  return {static_cast<int>(time.date.year()),
          static_cast<int>(static_cast<unsigned>(time.date.month())),
          static_cast<int>(static_cast<unsigned>(time.date.day())),
          time.hour,
          time.minute,
          0,
          '+',
          8,
          0};
}

std::optional<visit::Secret> bytes_of(HPDF_Doc document) {
  if (HPDF_SaveToStream(document) != HPDF_OK) return {};
  std::string bytes(HPDF_GetStreamSize(document), '\0');
  auto size = static_cast<HPDF_UINT32>(bytes.size());
  HPDF_ResetStream(document);
  const HPDF_STATUS status =
      HPDF_ReadFromStream(document, reinterpret_cast<HPDF_BYTE*>(bytes.data()), &size);
  const bool whole = (status == HPDF_OK || status == HPDF_STREAM_EOF) && size == bytes.size();
  visit::Secret secret{whole ? std::string_view(bytes) : std::string_view()};
  visit::wipe(bytes.data(), bytes.size());
  if (!whole) return {};
  return secret;
}

}  // namespace

tl::expected<visit::Secret, PdfTrouble> write_pdf(const Sheet& sheet) {
  if (!drawable(sheet)) return tl::unexpected(PdfTrouble::bad_mark);

  Errors errors;
  const Document document(HPDF_NewEx(&Errors::record, take, give_back, 0, &errors));
  if (!document) return tl::unexpected(PdfTrouble::writer);
  HPDF_SetCompressionMode(document.get(), HPDF_COMP_ALL);
  HPDF_SetInfoAttr(document.get(), HPDF_INFO_TITLE, sheet.title.c_str());
  HPDF_SetInfoDateAttr(document.get(), HPDF_INFO_CREATION_DATE, date(sheet.made_at));
  HPDF_SetInfoDateAttr(document.get(), HPDF_INFO_MOD_DATE, date(sheet.made_at));
  // A scaled code may lose its white box or its whole dots.
  HPDF_SetViewerPreference(document.get(), HPDF_PRINT_SCALING_NONE);

  const HPDF_Page page = HPDF_AddPage(document.get());
  if (!page) return tl::unexpected(PdfTrouble::writer);
  HPDF_Page_SetWidth(page, real(sheet.width * kPointsPerMm));
  HPDF_Page_SetHeight(page, real(sheet.height * kPointsPerMm));
  Painter painter(page, sheet.height);
  for (const Mark& mark : sheet.marks) std::visit(painter, mark);
  painter.finish();

  auto bytes = bytes_of(document.get());
  if (!bytes || errors.first != HPDF_OK) return tl::unexpected(PdfTrouble::writer);
  return std::move(*bytes);
}

}  // namespace printing
