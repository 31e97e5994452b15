// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/whole/sheet_text.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdio>
#include <iterator>
#include <set>
#include <sstream>
#include <vector>

#include "printing/sheet/content_stream.h"
#include "tests/files.h"
#include "ui/text/faces.h"
#include "ui/text/outline.h"

namespace whole {

using std::filesystem::path;

namespace {

std::set<std::string> characters_of(std::string_view words) {
  std::set<std::string> all;
  while (!words.empty()) {
    const auto first = static_cast<unsigned char>(words.front());
    const std::size_t size = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (first > ' ') all.emplace(words.substr(0, size));
    words.remove_prefix(std::min(size, words.size()));
  }
  return all;
}

// The only streams of such a PDF are its pages.
std::string operators_in(const path& pdf) {
  const std::string file = files::contents(pdf);
  std::string all;
  constexpr std::string_view kBegin = "stream\n";
  for (auto at = file.find("\nstream"); at != file.npos; at = file.find("\nstream", at + 1)) {
    const auto begin = file.find('\n', at + 1) + 1;
    REQUIRE(begin > kBegin.size());
    std::string page(std::size_t{8} << 20, '\0');
    uLongf size = page.size();
    const int done = uncompress(reinterpret_cast<Bytef*>(page.data()), &size,
                                reinterpret_cast<const Bytef*>(file.data() + begin),
                                static_cast<uLong>(file.size() - begin));
    if (done == Z_OK) all += page.substr(0, size);
  }
  return all;
}

// The operators of each glyph, in reading order.
class Outlines : public text::OutlineSink {
 public:
  void begin_glyph(const text::Placement&) override { path_.clear(); }
  void move_to(double u, double v) override { path_.move_to(u, v); }
  void line_to(double u, double v) override { path_.line_to(u, v); }
  void cubic_to(double u1, double v1, double u2, double v2, double u, double v) override {
    path_.curve_to(u1, v1, u2, v2, u, v);
  }
  void close_contour() override { path_.close_path(); }
  void end_glyph() override { glyphs.emplace_back(path_.bytes().begin(), path_.bytes().end()); }

  std::vector<std::string> glyphs;

 private:
  printing::ContentStream path_;
};

struct Character {
  double x, y, size;
  std::string text;
};

}  // namespace

SheetReader::SheetReader(std::string_view words) {
  const files::Folder cache;
  text::FacePaths paths;
  paths.rules = path(KIOSK_SOURCE_DIR) / "config/fonts/fonts.conf";
  paths.cache = cache.path();
  const auto faces = text::Faces::open(paths);
  REQUIRE(faces.has_value());
  // A character may be drawn in another form beside others.
  constexpr std::array<std::string_view, 4> kBeside{"", "A", "0", "中"};
  for (const std::string& character : characters_of(words)) {
    for (const auto weight : {text::Weight::regular, text::Weight::bold}) {
      for (const std::string_view beside : kBeside) {
        text::Style style;
        style.em = 1;
        style.weight = weight;
        const std::string between = std::string(beside) + character + std::string(beside);
        const auto set = (*faces)->lay_out(between, style);
        if (!set) continue;
        Outlines drawn;
        set->outline(drawn, 1, 0, 0);
        const std::size_t at = beside.empty() ? 0 : 1;
        if (drawn.glyphs.size() == 2 * at + 1) characters_.emplace(drawn.glyphs[at], character);
      }
    }
  }
}

std::string SheetReader::read(const path& pdf) const {
  std::vector<Character> all;
  std::istringstream lines(operators_in(pdf));
  Character next{};
  std::string drawn;
  bool placed = false;  // a character's own matrix is in force
  for (std::string line; std::getline(lines, line);) {
    constexpr double kUnits = 1000;  // of an em
    double a = 0, b = 0, c = 0, d = 0;
    if (line.ends_with(" cm")) {
      placed = std::sscanf(line.c_str(), "%lf %lf %lf %lf %lf %lf", &a, &b, &c, &d, &next.x,
                           &next.y) == 6;
      next.size = a * kUnits;
      drawn.clear();
    } else if (line == "f") {
      if (placed && drawn.find(" re\n") == drawn.npos) {
        const auto known = characters_.find(drawn);
        next.text = known == characters_.end() ? "?" : known->second;
        all.push_back(next);
      }
      placed = false;
    } else {
      drawn += line + "\n";
    }
  }
  constexpr double kSameLine = 1.5;  // points
  std::sort(all.begin(), all.end(),
            [](const Character& one, const Character& other) { return one.y > other.y; });
  std::string text;
  for (auto begin = all.begin(); begin != all.end();) {
    const auto end = std::find_if(
        begin, all.end(), [&](const Character& each) { return begin->y - each.y > kSameLine; });
    std::sort(begin, end,
              [](const Character& one, const Character& other) { return one.x < other.x; });
    for (auto each = begin; each != end; ++each) {
      constexpr double kRoom = 1.3;  // ems from one to the next
      if (each != begin && each->x - std::prev(each)->x > kRoom * std::prev(each)->size)
        text += ' ';
      text += each->text;
    }
    text += '\n';
    begin = end;
  }
  return text;
}

}  // namespace whole
