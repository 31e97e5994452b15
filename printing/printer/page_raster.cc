// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/printer/page_raster.h"

#include <poppler/cpp/poppler-document.h>
#include <poppler/cpp/poppler-page-renderer.h>
#include <poppler/cpp/poppler-page.h>

#include <memory>

#include "kiosk/visit/secret.h"

namespace printing {

namespace {

// Luminance as printers of one ink see it (ITU-R BT.601).
std::uint8_t grey_of(const unsigned char* bgr) {
  return static_cast<std::uint8_t>((114 * bgr[0] + 587 * bgr[1] + 299 * bgr[2] + 500) / 1000);
}

}  // namespace

PageRaster::~PageRaster() { visit::wipe(grey.data(), grey.size()); }

tl::expected<PageRaster, RasterTrouble> rasterise_page(std::string_view pdf, double dots_per_inch,
                                                       Edges edges) {
  const std::unique_ptr<poppler::document> document(
      poppler::document::load_from_raw_data(pdf.data(), static_cast<int>(pdf.size())));
  if (!document || document->is_locked()) return tl::unexpected(RasterTrouble::unreadable);
  const std::unique_ptr<poppler::page> page(document->create_page(0));
  if (!page) return tl::unexpected(RasterTrouble::unreadable);

  poppler::page_renderer renderer;
  renderer.set_paper_color(0xffffffff);
  renderer.set_render_hint(poppler::page_renderer::antialiasing, edges == Edges::smooth);
  renderer.set_render_hint(poppler::page_renderer::text_antialiasing, edges == Edges::smooth);
  renderer.set_image_format(poppler::image::format_bgr24);
  poppler::image image = renderer.render_page(page.get(), dots_per_inch, dots_per_inch);
  if (!image.is_valid()) return tl::unexpected(RasterTrouble::unreadable);

  PageRaster raster;
  raster.width = image.width();
  raster.height = image.height();
  raster.grey.reserve(static_cast<std::size_t>(raster.width) *
                      static_cast<std::size_t>(raster.height));
  for (int y = 0; y < raster.height; ++y) {
    const auto* row = reinterpret_cast<const unsigned char*>(image.const_data()) +
                      static_cast<std::ptrdiff_t>(y) * image.bytes_per_row();
    for (int x = 0; x < raster.width; ++x) {
      const std::uint8_t shade = grey_of(row + 3 * x);
      raster.grey.push_back(edges == Edges::smooth ? shade : shade < 128 ? 0 : 255);
    }
  }
  visit::wipe(image.data(), static_cast<std::size_t>(image.bytes_per_row()) *
                                static_cast<std::size_t>(raster.height));
  return raster;
}

}  // namespace printing
