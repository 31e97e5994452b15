// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/glyph_paths.h"

namespace printing {

void GlyphPaths::replay(const Path& path, const text::Placement& place, text::OutlineSink& sink) {
  sink.begin_glyph(place);
  for (std::size_t i = 0; i < path.size();) {
    const double* at = path.data() + i + 1;
    switch (static_cast<char>(path[i])) {
      case 'm':
        sink.move_to(at[0], at[1]);
        i += 3;
        break;
      case 'l':
        sink.line_to(at[0], at[1]);
        i += 3;
        break;
      case 'c':
        sink.cubic_to(at[0], at[1], at[2], at[3], at[4], at[5]);
        i += 7;
        break;
      default:
        sink.close_contour();
        i += 1;
    }
  }
  sink.end_glyph();
}

}  // namespace printing
