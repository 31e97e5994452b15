// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/raster.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "printing/hcert/qr_reader.h"

using namespace printing;

namespace {

constexpr int kDotsPerInch = 600;
constexpr int kDotsAModule = 9;
constexpr double kModule = kDotsAModule * 25.4 / kDotsPerInch;

// A sheet with nothing but a code of `letters` characters, at a place that is no whole dot.
Sheet sheet_with(std::size_t letters, std::string& text) {
  text = "HC1:";
  while (text.size() < letters) text += static_cast<char>('A' + text.size() * 7 % 26);
  auto code = make_certificate_qr_code(text);
  REQUIRE(code.has_value());
  const double quiet = (code->side + 2 * kQrQuietZone) * kModule;
  Sheet sheet;
  sheet.marks.push_back(QrMark{{20.013, 30.027, quiet, quiet},
                               {20.013 + kQrQuietZone * kModule, 30.027 + kQrQuietZone * kModule},
                               kModule,
                               std::move(*code)});
  return sheet;
}

bool reads(const GreyRaster& raster, const std::string& text) {
  const auto found = read_qr_codes(raster.pixels, raster.width, raster.height);
  return found.size() == 1 && found.front().reveal() == text;
}

}  // namespace

TEST_CASE("a code reads back from all of the printer's dots and from three pixels a module") {
  for (const std::size_t letters : {60U, 364U, 549U, 783U, 823U}) {
    INFO(letters);
    std::string text;
    const Sheet sheet = sheet_with(letters, text);
    const int side = std::get<QrMark>(sheet.marks.front()).code.side + 2 * kQrQuietZone;
    const GreyRaster dots = rasterise_code(sheet, 0, kDotsPerInch);
    CHECK(std::abs(dots.width - side * kDotsAModule) <= 1);
    CHECK(reads(dots, text));
    const GreyRaster quick = rasterise_code(sheet, 0, kDotsPerInch, 3);
    CHECK(std::abs(quick.width - side * 3) <= 1);
    CHECK(reads(quick, text));
  }
}

TEST_CASE("a printer with fewer dots is not made finer than it is") {
  std::string text;
  const Sheet sheet = sheet_with(364, text);
  const GreyRaster dots = rasterise_code(sheet, 0, 100);
  const GreyRaster quick = rasterise_code(sheet, 0, 100, 3);
  CHECK(dots.width == quick.width);
  CHECK(dots.pixels == quick.pixels);
}

TEST_CASE("a hair across the code is black on few pixels too") {
  std::string text;
  Sheet sheet = sheet_with(364, text);
  const Box quiet = std::get<QrMark>(sheet.marks.front()).quiet;
  const auto dark = [&] {
    const GreyRaster raster = rasterise_code(sheet, 0, kDotsPerInch, 3);
    return std::count(raster.pixels.begin(), raster.pixels.end(), 0);
  };
  const auto before = dark();
  // In the quiet zone, narrower than a pixel.
  sheet.marks.push_back(FilledRect{{quiet.x + .5, quiet.y, .06, quiet.h}, Ink::black});
  const GreyRaster covered = rasterise_code(sheet, 0, kDotsPerInch, 3);
  CHECK(dark() >= before + covered.height);
}
