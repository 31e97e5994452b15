// SPDX-License-Identifier: GPL-3.0-or-later
// one_visit RULES CACHE: obeys single letters on standard input and answers each with a '.': plants
// a copy of a name in its heap (p), shows the name on screen and paper (s), ends the visit (f),
// leaves (anything else). The test reads its memory from outside.
#include <string.h>
#include <unistd.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/ui/text/process/masked_name.h"
#include "ui/text/faces.h"

namespace {

// What a visit has on its hands: set words, their pixels, a drawing for paper.
struct Shown {
  std::vector<text::Paragraph> paragraphs;
  std::vector<text::Bitmap> bitmaps;
};

class Drawing : public text::OutlineSink {
 public:
  void begin_glyph(const text::Placement& placement) override { numbers_ += placement.x; }
  void move_to(double u, double v) override { numbers_ += u + v; }
  void line_to(double u, double v) override { numbers_ += u + v; }
  void cubic_to(double u1, double v1, double u2, double v2, double u, double v) override {
    numbers_ += u1 + v1 + u2 + v2 + u + v;
  }
  void close_contour() override {}
  void end_glyph() override {}

 private:
  double numbers_ = 0;
};

std::unique_ptr<char[]> planted;

[[gnu::noinline]] void plant() {
  const std::string name = unmasked();
  planted = std::make_unique<char[]>(name.size());
  memcpy(planted.get(), name.data(), name.size());
}

[[gnu::noinline]] bool show(text::Faces& faces, Shown& shown) {
  std::string name = unmasked();
  std::string label = "姓名：" + name + "，请核对";
  bool all = true;
  for (const double em : {40.0, 56.0, 120.0}) {
    for (const std::string* words : {&name, &label}) {
      for (const double width : {text::kUnbounded, em * 6}) {
        auto paragraph = faces.lay_out(*words, {.em = em}, width);
        all = all && paragraph.has_value();
        if (!paragraph) continue;
        shown.bitmaps.push_back(paragraph->raster(1));
        Drawing drawing;
        paragraph->outline(drawing, 1, 0, 0);
        shown.paragraphs.push_back(std::move(*paragraph));
      }
    }
  }
  explicit_bzero(name.data(), name.size());
  explicit_bzero(label.data(), label.size());
  return all;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  text::FacePaths paths;
  paths.rules = argv[1];
  paths.cache = argv[2];
  const auto faces = text::Faces::open(paths);
  if (!faces) return 1;
  Shown shown;
  for (char order = 0; read(STDIN_FILENO, &order, 1) == 1;) {
    if (order == 'p') {
      plant();
    } else if (order == 's') {
      if (!show(**faces, shown)) return 1;
    } else if (order == 'f') {
      planted.reset();
      shown = {};
      (*faces)->forget();
    } else if (order != 'r') {
      return 0;
    }
    if (write(STDOUT_FILENO, ".", 1) != 1) return 1;
  }
  return 0;
}
