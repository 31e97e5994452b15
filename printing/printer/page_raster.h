// SPDX-License-Identifier: GPL-3.0-or-later
// A PDF's first page as dots, for printers that take no PDF and for tests that look at paper.
// Nothing touches the disk. Each call stands alone, from any thread.
#pragma once

#include <cstdint>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace printing {

struct PageRaster {
  int width = 0, height = 0;
  std::vector<std::uint8_t> grey;  // row by row from the top left, 0 black, 255 white

  // It shows somebody's name.
  ~PageRaster();
  PageRaster() = default;
  PageRaster(PageRaster&&) = default;
  PageRaster& operator=(PageRaster&&) = default;
  PageRaster(const PageRaster&) = delete;
  PageRaster& operator=(const PageRaster&) = delete;
};

enum class RasterTrouble { unreadable };  // not a PDF, or too large for this memory

// Smooth: edges in shades of grey. Else each dot is black or white, as a printer of one ink has it.
enum class Edges { smooth, hard };
[[nodiscard]] tl::expected<PageRaster, RasterTrouble> rasterise_page(std::string_view pdf,
                                                                     double dots_per_inch,
                                                                     Edges edges);

}  // namespace printing
