// SPDX-License-Identifier: GPL-3.0-or-later
// Sets one text: gate, shaping, check of every face, line breaks, glyphs at their places.
// Internal to this folder; lives for one call of Faces::lay_out.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "ui/text/breaks.h"
#include "ui/text/faces.h"
#include "ui/text/marks.h"
#include "ui/text/opened.h"

namespace text {

class Setting {
 public:
  Setting(Faces::Opened& faces, const Style& style, double width);

  tl::expected<Paragraph, Refusal> run(std::string_view utf8);

 private:
  void shape(std::string_view words);
  tl::expected<void, Refusal> check_faces(std::string_view words);
  double natural_width() const;
  void break_lines(std::string_view words, const std::vector<Marked::Mark>& marks);
  void place_lines();
  void place_run(PangoGlyphItem* run, std::size_t line, double& x);
  void align();

  Faces::Opened& faces_;
  const Style& style_;
  const double width_;  // em
  LayoutPtr layout_;
  Paragraph out_;
};

}  // namespace text
