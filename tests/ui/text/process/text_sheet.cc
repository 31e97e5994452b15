// SPDX-License-Identifier: GPL-3.0-or-later
// text_sheet RULES CACHE [PNG]: sets every sample, prints one hash of glyphs, places and pixels,
// and draws them on a sheet to be looked at.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#define STB_IMAGE_WRITE_IMPLEMENTATION
#include <stb/stb_image_write.h>

#include "tests/ui/text/samples.h"
#include "ui/text/faces.h"

namespace {

std::uint64_t hash = 14695981039346656037ULL;  // FNV-1a

void mix(const void* data, std::size_t size) {
  for (const auto* p = static_cast<const unsigned char*>(data); size-- > 0; ++p)
    hash = (hash ^ *p) * 1099511628211ULL;
}

// A white page that grows downwards; grey frames show the width asked for and the line of optical
// centres.
class Page {
 public:
  explicit Page(int width) : width_(width) {}

  void put(const text::Paragraph& paragraph, double box) {
    const int left = 40;
    const int top = height_ + 12;
    grow(static_cast<int>(std::ceil(paragraph.height())) + 24);
    const int right = left + static_cast<int>(std::isinf(box) ? paragraph.width() : box);
    const int bottom = top + static_cast<int>(paragraph.height());
    for (int x = left; x <= right; ++x) {
      dot(x, top, 210);
      dot(x, bottom, 210);
      dot(x, (top + bottom) / 2, 225);
    }
    for (int y = top; y <= bottom; ++y) {
      dot(left, y, 210);
      dot(right, y, 210);
    }
    const text::Bitmap bitmap = paragraph.raster(1);
    mix(bitmap.coverage.data(), bitmap.coverage.size());
    for (int y = 0; y < bitmap.height; ++y) {
      for (int x = 0; x < bitmap.width; ++x) {
        const auto at = static_cast<std::size_t>(y) * static_cast<std::size_t>(bitmap.width) +
                        static_cast<std::size_t>(x);
        dot(left + bitmap.left + x, top + bitmap.top + y, 255 - bitmap.coverage[at]);
      }
    }
    for (const text::Run& run : paragraph.runs()) {
      mix(run.family.data(), run.family.size());
      mix(&run.index, sizeof run.index);
      for (const text::Glyph& glyph : run.glyphs) {
        mix(&glyph.id, sizeof glyph.id);
        mix(&glyph.x, sizeof glyph.x);
        mix(&glyph.y, sizeof glyph.y);
      }
    }
  }

  bool write(const char* file) const {
    return stbi_write_png(file, width_, height_, 1, pixels_.data(), width_) != 0;
  }

 private:
  void grow(int by) {
    height_ += by;
    pixels_.resize(static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_), 255);
  }
  void dot(int x, int y, int value) {
    if (x < 0 || x >= width_ || y < 0 || y >= height_) return;
    auto& pixel = pixels_[static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) +
                          static_cast<std::size_t>(x)];
    pixel = static_cast<unsigned char>(std::min<int>(pixel, value));
  }

  int width_, height_ = 0;
  std::vector<unsigned char> pixels_;
};

bool put(text::Faces& faces, Page& page, std::string_view words, const text::Style& style,
         double width = text::kUnbounded) {
  const auto paragraph = faces.lay_out(words, style, width);
  if (paragraph) page.put(*paragraph, width);
  return paragraph.has_value();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  text::FacePaths paths;
  paths.rules = argv[1];
  paths.cache = argv[2];
  const auto faces = text::Faces::open(paths);
  if (!faces) {
    std::fprintf(stderr, "faces: trouble with %s\n", faces.error().file.c_str());
    return 1;
  }
  Page page(1200);
  bool all = true;
  text::Style style{.em = 44};
  for (const samples::Name& name : samples::kNames) {
    all = put(**faces, page, "姓名：" + std::string(name.words), style) && all;
  }
  style.weight = text::Weight::bold;
  for (const samples::Name& name : samples::kNames)
    all = put(**faces, page, name.words, style) && all;
  style = {.em = 44, .align = text::Align::centre, .breaks = text::Breaks::author};
  for (const std::string_view words : samples::kMarked)
    all = put(**faces, page, words, style, 460) && all;
  style = {.em = 40};
  all = put(**faces, page, samples::kProse, style, 900) && all;
  style.fill = text::Fill::clauses;
  all = put(**faces, page, samples::kProse, style, 900) && all;
  all = put(**faces, page, samples::kAddress, style, 500) && all;
  style = {.em = 60, .breaks = text::Breaks::name};
  for (const samples::Name& name : samples::kNames)
    all = put(**faces, page, name.words, style, 620) && all;
  style = {.em = 16};
  all = put(**faces, page, "Latin 0123456789 fi “quoted” 第 3 题，共 7 题 · 09:30", style) && all;
  std::printf("%016llx\n", static_cast<unsigned long long>(hash));
  if (argc > 3) all = page.write(argv[3]) && all;
  return all ? 0 : 1;
}
