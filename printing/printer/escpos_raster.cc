// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/printer/escpos_raster.h"

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <vector>

namespace printing {

namespace {

constexpr char kDle = 0x10;
constexpr char kTwoDots = 0x18;
constexpr std::uint8_t kBlackBelow = 128;

bool is_blank(std::string_view rows) {
  return rows.find_first_not_of('\0') == std::string_view::npos;
}

bool is_white(const PageRaster& page, int from, int to) {
  for (int y = 0; y < page.height; ++y) {
    const auto row = page.grey.begin() + static_cast<std::ptrdiff_t>(y) * page.width;
    if (std::any_of(row + from, row + to, [](std::uint8_t dot) { return dot < kBlackBelow; })) {
      return false;
    }
  }
  return true;
}

}  // namespace

tl::expected<visit::Secret, RasterTrouble> roll_dots(std::string_view pdf) {
  const auto page = rasterise_page(pdf, kRollDotsPerInch, Edges::hard);
  if (!page) return tl::unexpected(page.error());
  // Page and head have the same middle.
  const int left = std::max(0, (page->width - kRollDots) / 2);
  const int right = std::min(page->width, left + kRollDots);
  const int indent = std::max(0, (kRollDots - page->width) / 2);
  // 72 mm end between two dots: the outermost may be touched by what ends there.
  if (!is_white(*page, 0, std::max(0, left - 1)) ||
      !is_white(*page, std::min(page->width, right + 1), page->width)) {
    return tl::unexpected(RasterTrouble::unreadable);
  }
  std::vector<char> rows(static_cast<std::size_t>(page->height) * kRollRowBytes);
  std::size_t last = 0;  // row with a dot, counted from 1
  for (int y = 0; y < page->height; ++y) {
    const std::size_t start = static_cast<std::size_t>(y) * kRollRowBytes;
    const auto row = page->grey.begin() + static_cast<std::ptrdiff_t>(y) * page->width;
    for (int x = left; x < right; ++x) {
      if (row[x] >= kBlackBelow) continue;
      const auto at = static_cast<std::size_t>(x - left + indent);
      char& byte = rows[start + at / 8];
      byte = static_cast<char>(static_cast<unsigned char>(byte) | 0x80U >> (at % 8));
      last = static_cast<std::size_t>(y) + 1;
    }
  }
  visit::Secret dots(std::string_view(rows.data(), last * kRollRowBytes));
  visit::wipe(rows.data(), rows.size());
  return dots;
}

void disarm(std::string& bytes) {
  for (std::size_t i = 0; i + 1 < bytes.size(); ++i) {
    const char next = bytes[i + 1];
    if (bytes[i] == kDle && (next == 0x04 || next == 0x05 || next == 0x14)) bytes[i] = kTwoDots;
  }
}

std::string band(std::string_view rows) {
  const std::size_t count = rows.size() / kRollRowBytes;
  assert(count >= 1 && count <= kBandRows && rows.size() % kRollRowBytes == 0);
  if (is_blank(rows)) return std::string{"\x1bJ"} + static_cast<char>(count);
  std::string command;
  command.reserve(rows.size() + kRollRowBytes);  // with what follows: dots are not left behind
  command.append("\x1dv0\0", 4);
  command += static_cast<char>(kRollRowBytes);
  command += '\0';
  command += static_cast<char>(count);
  command += '\0';
  std::string dots(rows);
  disarm(dots);
  command += dots;
  visit::wipe(dots.data(), dots.size());
  return command;
}

}  // namespace printing
