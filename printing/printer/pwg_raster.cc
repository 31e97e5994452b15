// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/printer/pwg_raster.h"

#include <cups/cups.h>
#include <cups/pwg.h>
#include <cups/raster.h>

#include <algorithm>
#include <cstdint>
#include <memory>

namespace printing {

namespace {

constexpr int kEnough = 300;  // dots per inch
constexpr int kFinest = 1200;

// A file that grows in memory and is wiped, also where it has outgrown its place.
class File {
 public:
  File() = default;
  ~File() { visit::wipe(bytes_.data(), bytes_.size()); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  void append(const unsigned char* bytes, std::size_t size) {
    if (bytes_.size() - size_ < size) {
      std::vector<char> larger(std::max(bytes_.size() * 2, size_ + size));
      std::copy_n(bytes_.begin(), size_, larger.begin());
      visit::wipe(bytes_.data(), bytes_.size());
      bytes_ = std::move(larger);
    }
    std::copy_n(bytes, size, bytes_.begin() + static_cast<std::ptrdiff_t>(size_));
    size_ += size;
  }
  [[nodiscard]] std::string_view text() const { return {bytes_.data(), size_}; }

  static ssize_t write(void* file, unsigned char* bytes, std::size_t size) {
    static_cast<File*>(file)->append(bytes, size);
    return static_cast<ssize_t>(size);
  }

 private:
  std::vector<char> bytes_ = std::vector<char>(std::size_t{256} * 1024);
  std::size_t size_ = 0;
};

// One row in the header's form: grey as it is, or eight dots a byte with black as 1.
void fill_row(const PageRaster& page, int y, const cups_page_header2_t& header,
              std::vector<unsigned char>& row) {
  const bool grey = header.cupsBitsPerPixel == 8;
  std::fill(row.begin(), row.end(), static_cast<unsigned char>(grey ? 255 : 0));
  if (y >= page.height) return;  // a page that is a dot shorter than its paper
  const auto width = static_cast<std::size_t>(page.width);
  const std::uint8_t* dots = page.grey.data() + static_cast<std::size_t>(y) * width;
  const std::size_t count = std::min<std::size_t>(header.cupsWidth, width);
  for (std::size_t x = 0; x < count; ++x) {
    if (grey) {
      row[x] = dots[x];
    } else if (dots[x] < 128) {
      row[x / 8] = static_cast<unsigned char>(row[x / 8] | 0x80U >> (x % 8));
    }
  }
}

}  // namespace

std::optional<RasterForm> raster_form(const std::vector<int>& resolutions,
                                      const std::vector<std::string>& types) {
  const auto has = [&](const char* type) {
    return std::find(types.begin(), types.end(), type) != types.end();
  };
  int best = 0;
  for (const int one : resolutions) {
    if (one <= 0 || one > kFinest) continue;
    const bool better = best < kEnough ? one > best : one >= kEnough && one < best;
    if (better) best = one;
  }
  if (best == 0 || (!has("sgray_8") && !has("black_1"))) return std::nullopt;
  return RasterForm{best, has("sgray_8")};
}

tl::expected<visit::Secret, RasterTrouble> pwg_raster(std::string_view pdf,
                                                      const std::string& media,
                                                      const RasterForm& form) {
  const auto page =
      rasterise_page(pdf, form.dots_per_inch, form.grey ? Edges::smooth : Edges::hard);
  if (!page) return tl::unexpected(page.error());

  cups_page_header2_t header{};
  pwg_media_t* size = pwgMediaForPWG(media.c_str());
  const char* type = form.grey ? "sgray_8" : "black_1";
  if (size == nullptr || cupsRasterInitPWGHeader(&header, size, type, form.dots_per_inch,
                                                 form.dots_per_inch, "one-sided", nullptr) == 0) {
    return tl::unexpected(RasterTrouble::unreadable);
  }
  header.cupsInteger[CUPS_RASTER_PWG_TotalPageCount] = 1;
  header.NumCopies = 1;

  File file;
  std::unique_ptr<cups_raster_t, decltype(&cupsRasterClose)> raster(
      cupsRasterOpenIO(&File::write, &file, CUPS_RASTER_WRITE_PWG), &cupsRasterClose);
  bool written = raster != nullptr && cupsRasterWriteHeader2(raster.get(), &header) != 0;
  std::vector<unsigned char> row(header.cupsBytesPerLine);
  for (int y = 0; written && y < static_cast<int>(header.cupsHeight); ++y) {
    fill_row(*page, y, header, row);
    written = cupsRasterWritePixels(raster.get(), row.data(), header.cupsBytesPerLine) != 0;
  }
  raster.reset();  // writes what it has kept back
  visit::wipe(row.data(), row.size());
  if (!written) return tl::unexpected(RasterTrouble::unreadable);
  return visit::Secret(file.text());
}

}  // namespace printing
