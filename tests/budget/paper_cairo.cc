// SPDX-License-Identifier: GPL-3.0-or-later
// The same certificate by cairo and Pango, as most Linux programs make a PDF: the peer that our own
// writer is measured against. It shares no code with it; places and sizes come ready from
// paper_page, so it neither measures words nor proves its code. usage: paper_cairo FOLDER [--once]
#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <qrcodegen.hpp>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "tests/budget/turn.h"

namespace {

constexpr double kPointsPerMm = 72 / 25.4;
constexpr char kFamilies[] =
    "Noto Sans CJK SC,Noto Naskh Arabic,Noto Serif Tibetan,Noto Sans Mongolian,Noto Sans Yi,"
    "HanaMinA,HanaMinB";

struct Mark {
  std::string kind, ink, words;
  std::vector<double> numbers;
};

std::vector<Mark> read_marks(const std::string& file) {
  std::ifstream in(file);
  std::vector<Mark> marks;
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    Mark mark;
    words >> mark.kind;
    if (mark.kind == "polygon" || mark.kind == "polyline") words >> mark.ink;
    const std::size_t most = mark.kind == "text" ? 4 : mark.kind == "qr" ? 3 : 1000;
    double number = 0;
    while (mark.numbers.size() < most && words >> number) mark.numbers.push_back(number);
    words.clear();
    if (mark.kind == "dashes") {
      std::string rest;
      words >> rest;  // "line"
      while (words >> number) mark.numbers.push_back(number);
    }
    if (mark.ink.empty() && mark.kind != "qr") words >> mark.ink;
    words.ignore();
    std::getline(words, mark.words);
    marks.push_back(std::move(mark));
  }
  return marks;
}

void set_ink(cairo_t* cairo, std::string_view ink) {
  const auto part = [&](std::size_t i) {
    const bool is_short = ink.size() == 4;
    const std::string digits =
        is_short ? std::string(2, ink[1 + i]) : std::string(ink.substr(1 + 2 * i, 2));
    return static_cast<double>(std::strtol(digits.c_str(), nullptr, 16)) / 255;
  };
  if (ink.empty()) {
    cairo_set_source_rgb(cairo, 0, 0, 0);
  } else {
    cairo_set_source_rgb(cairo, part(0), part(1), part(2));
  }
}

void trace(cairo_t* cairo, const std::vector<double>& numbers) {
  for (std::size_t i = 1; i + 1 < numbers.size(); i += 2) {
    cairo_line_to(cairo, numbers[i], numbers[i + 1]);
  }
}

class Drawer {
 public:
  Drawer(cairo_t* cairo, PangoContext* context) : cairo_(cairo), context_(context) {}

  void draw(const Mark& mark) {
    const auto& n = mark.numbers;
    set_ink(cairo_, mark.ink);
    if (mark.kind == "text") {
      text(mark);
    } else if (mark.kind == "rect") {
      cairo_rectangle(cairo_, n[0], n[1], n[2], n[3]);
      cairo_fill(cairo_);
    } else if (mark.kind == "frame") {
      cairo_set_line_width(cairo_, n[4]);
      cairo_rectangle(cairo_, n[0], n[1], n[2], n[3]);
      cairo_stroke(cairo_);
    } else if (mark.kind == "line" || mark.kind == "dashes") {
      const std::size_t first = mark.kind == "dashes" ? 2 : 0;
      if (first == 2) cairo_set_dash(cairo_, n.data(), 2, 0);
      cairo_set_line_width(cairo_, n[first + 4]);
      cairo_move_to(cairo_, n[first], n[first + 1]);
      cairo_line_to(cairo_, n[first + 2], n[first + 3]);
      cairo_stroke(cairo_);
      cairo_set_dash(cairo_, nullptr, 0, 0);
    } else if (mark.kind == "circle") {
      cairo_arc(cairo_, n[0], n[1], n[2], 0, 2 * G_PI);
      cairo_fill(cairo_);
    } else if (mark.kind == "polygon") {
      trace(cairo_, n);
      cairo_close_path(cairo_);
      outlined(n[0]);
    } else if (mark.kind == "polyline") {
      cairo_set_line_cap(cairo_, CAIRO_LINE_CAP_ROUND);
      cairo_set_line_width(cairo_, n[0]);
      trace(cairo_, n);
      cairo_stroke(cairo_);
      cairo_set_line_cap(cairo_, CAIRO_LINE_CAP_BUTT);
    } else if (mark.kind == "qr") {
      code(mark);
    }
  }

 private:
  void text(const Mark& mark) {
    PangoLayout* const layout = pango_layout_new(context_);
    PangoFontDescription* const font = pango_font_description_from_string(kFamilies);
    pango_font_description_set_absolute_size(font, mark.numbers[2] / kPointsPerMm * PANGO_SCALE);
    if (mark.numbers[3] > 0) pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
    pango_layout_set_font_description(layout, font);
    pango_layout_set_text(layout, mark.words.data(), static_cast<int>(mark.words.size()));
    cairo_move_to(cairo_, mark.numbers[0], mark.numbers[1]);
    pango_cairo_show_layout_line(cairo_, pango_layout_get_line_readonly(layout, 0));
    pango_font_description_free(font);
    g_object_unref(layout);
  }

  void outlined(double width) {
    if (width <= 0) return cairo_fill(cairo_);
    cairo_fill_preserve(cairo_);
    set_ink(cairo_, "");
    cairo_set_line_width(cairo_, width);
    cairo_set_line_join(cairo_, CAIRO_LINE_JOIN_ROUND);
    cairo_stroke(cairo_);
    cairo_set_line_join(cairo_, CAIRO_LINE_JOIN_MITER);
  }

  void code(const Mark& mark) {
    const auto made = qrcodegen::QrCode::encodeSegments(
        {qrcodegen::QrSegment::makeAlphanumeric(mark.words.c_str())},
        qrcodegen::QrCode::Ecc::QUARTILE, 1, 40, -1, false);
    const double module = mark.numbers[2];
    for (int y = 0; y < made.getSize(); ++y) {
      for (int x = 0; x < made.getSize(); ++x) {
        int end = x;
        while (made.getModule(end, y)) ++end;
        if (end == x) continue;
        cairo_rectangle(cairo_, mark.numbers[0] + x * module, mark.numbers[1] + y * module,
                        (end - x) * module, module);
        x = end;
      }
    }
    cairo_fill(cairo_);
  }

  cairo_t* cairo_;
  PangoContext* context_;
};

std::string made(const std::vector<Mark>& marks) {
  std::string pdf;
  cairo_surface_t* const surface = cairo_pdf_surface_create_for_stream(
      [](void* out, const unsigned char* bytes, unsigned size) {
        static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(bytes), size);
        return CAIRO_STATUS_SUCCESS;
      },
      &pdf, 210 * kPointsPerMm, 297 * kPointsPerMm);
  cairo_t* const cairo = cairo_create(surface);
  cairo_scale(cairo, kPointsPerMm, kPointsPerMm);
  PangoContext* const context = pango_cairo_create_context(cairo);
  pango_context_set_language(context, pango_language_from_string("zh-cn"));
  pango_context_set_round_glyph_positions(context, FALSE);
  Drawer drawer(cairo, context);
  for (const Mark& mark : marks) drawer.draw(mark);
  g_object_unref(context);
  cairo_show_page(cairo);
  cairo_destroy(cairo);
  cairo_surface_finish(surface);
  cairo_surface_destroy(surface);
  return pdf;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  const std::string folder = argv[1];
  setenv("FONTCONFIG_FILE", (folder + "/fonts.conf").c_str(), 1);
  const std::vector<Mark> marks = read_marks(folder + "/marks");
  if (marks.empty()) return 1;
  if (argc > 2 && std::string_view(argv[2]) == "--once") {
    const std::string pdf = made(marks);
    return std::fwrite(pdf.data(), 1, pdf.size(), stdout) == pdf.size() ? 0 : 1;
  }
  return budget::answer_turns([&marks] {
    std::size_t size = 0;
    const double time = budget::time_of([&] { size = made(marks).size(); });
    return budget::Answer{time, size};
  });
}
