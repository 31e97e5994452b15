// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/printing/sheet/paper_golden.h"

#define STB_IMAGE_IMPLEMENTATION
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wcast-qual"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wswitch-enum"
#include <stb/stb_image.h>
#pragma GCC diagnostic pop

#include <zlib.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <memory>
#include <string>

#include "printing/hcert/qr_reader.h"
#include "printing/printer/page_raster.h"
#include "printing/sheet/pdf.h"
#include "tests/files.h"
#include "tests/golden.h"
#include "tests/printing/sheet/status_slip_samples.h"

namespace printing::testing {

namespace {

PageRaster dots(std::string_view pdf, double dots_per_inch, Edges edges) {
  auto raster = rasterise_page(pdf, dots_per_inch, edges);
  REQUIRE(raster.has_value());
  return std::move(*raster);
}

std::string big_endian(std::size_t value) {
  std::string bytes;
  for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(value >> shift & 0xff);
  return bytes;
}

std::string chunk(std::string_view kind, const std::string& bytes) {
  const std::string body = std::string(kind) + bytes;
  const auto crc =
      crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()));
  return big_endian(bytes.size()) + body + big_endian(crc);
}

// One bit a dot: half of what eight take, packed.
std::string png_of(const PageRaster& raster) {
  const auto width = static_cast<std::size_t>(raster.width);
  const auto height = static_cast<std::size_t>(raster.height);
  const std::size_t row = 1 + (width + 7) / 8;  // after the byte that says "as it is"
  std::string rows(row * height, '\0');
  for (std::size_t y = 0; y < height; ++y) {
    for (std::size_t x = 0; x < width; ++x) {
      if (raster.grey[y * width + x] == 0) continue;
      char& eight = rows[y * row + 1 + x / 8];
      eight = static_cast<char>(eight | 0x80 >> x % 8);
    }
  }
  uLongf size = compressBound(rows.size());
  std::string packed(size, '\0');
  REQUIRE(compress2(reinterpret_cast<Bytef*>(packed.data()), &size,
                    reinterpret_cast<const Bytef*>(rows.data()), rows.size(),
                    Z_BEST_COMPRESSION) == Z_OK);
  packed.resize(size);
  constexpr std::string_view kOneBitGrey("\x01\0\0\0\0", 5);
  return "\x89PNG\r\n\x1a\n" +
         chunk("IHDR", big_endian(width) + big_endian(height) + std::string(kOneBitGrey)) +
         chunk("IDAT", packed) + chunk("IEND", "");
}

bool shows(const std::string& png, const PageRaster& raster) {
  int width = 0;
  int height = 0;
  int channels = 0;
  const std::unique_ptr<stbi_uc, void (*)(void*)> pixels(
      stbi_load_from_memory(reinterpret_cast<const stbi_uc*>(png.data()),
                            static_cast<int>(png.size()), &width, &height, &channels, 1),
      stbi_image_free);
  return pixels && width == raster.width && height == raster.height &&
         std::equal(raster.grey.begin(), raster.grey.end(), pixels.get());
}

void compare(std::string_view name, const PageRaster& raster) {
  namespace fs = std::filesystem;
  const fs::path path =
      fs::path(KIOSK_SOURCE_DIR) / "tests/golden/paper" / (std::string(name) + ".png");
  const char* mode = std::getenv("KIOSK_GOLDEN");
  if (mode != nullptr && std::string_view(mode) == "write") write_file(path, png_of(raster));
  if (shows(files::contents(path), raster)) return;
  const fs::path left = fs::path(KIOSK_BINARY_DIR) / "golden/paper" / path.filename();
  fs::create_directories(left.parent_path());
  write_file(left, png_of(raster));
  FAIL_CHECK("compare " << path << " with " << left << "; KIOSK_GOLDEN=write accepts it");
}

bool reads(const PageRaster& raster, std::string_view code) {
  const auto found = read_qr_codes(raster.grey, raster.width, raster.height);
  return found.size() == 1 && found.front().reveal() == code;
}

}  // namespace

void check_paper(std::string_view name, const Sheet& sheet, std::string_view code) {
  INFO(name);
  CHECK(faults(sheet) == "");
  golden::check("paper/" + std::string(name) + ".txt", as_text(sheet));
  const auto pdf = write_pdf(sheet);
  REQUIRE(pdf.has_value());
  // Hard dots compress to a fifth, and are what a printer of one ink makes of it.
  compare(name, dots(pdf->reveal(), 300, Edges::hard));
  if (code.empty()) return;
  CHECK(reads(dots(pdf->reveal(), 300, Edges::smooth), code));
  CHECK(reads(dots(pdf->reveal(), 300 * .96, Edges::smooth), code));
  CHECK(reads(dots(pdf->reveal(), 203, Edges::hard), code));
}

}  // namespace printing::testing
