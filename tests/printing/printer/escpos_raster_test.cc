// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/printer/escpos_raster.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <random>

#include "tests/printing/printer/code_page.h"

namespace printing {
namespace {

using namespace bench;

// Whether a printer would see a command in real time.
bool is_armed(std::string_view bytes) {
  for (std::size_t i = 0; i + 1 < bytes.size(); ++i) {
    const char next = bytes[i + 1];
    if (bytes[i] == 0x10 && (next == 0x04 || next == 0x05 || next == 0x14)) return true;
  }
  return false;
}

TEST_CASE("a page becomes 576 dots across, whatever its own width, and no row too many") {
  const double width = GENERATE(80.0, 72.0);
  CAPTURE(width);
  const auto dots = roll_dots(code_page(width, 60, width > 72 ? 5 : 1));
  REQUIRE(dots.has_value());
  const std::string_view rows = dots->reveal();
  CHECK(rows.size() % kRollRowBytes == 0);
  const auto height = static_cast<int>(rows.size() / kRollRowBytes);
  CHECK(std::abs(height - (width > 72 ? 440 : 472)) <= 1);
  CHECK(codes_in_packed({rows.begin(), rows.end()}, kRollDots) ==
        std::vector<std::string>{kQrText});
}

TEST_CASE("a page that would lose dots at its sides is refused") {
  CHECK(roll_dots(code_page(80, 60, 5)).has_value());
  CHECK(roll_dots(code_page(80, 60, 3.9)).has_value());  // a hair beyond what the head reaches
  CHECK_FALSE(roll_dots(code_page(80, 60, 2)).has_value());
  CHECK_FALSE(roll_dots(code_page(210, 297, 5)).has_value());
  CHECK_FALSE(roll_dots("%PDF-1.4 half of").has_value());
}

TEST_CASE("a picture holds no command, and is a dot wider for it at most") {
  std::mt19937 random{20210126};
  // Bytes of which the dangerous ones are common.
  std::uniform_int_distribution<std::size_t> which{0, 4};
  for (int round = 0; round < 2000; ++round) {
    std::string rows(kRollRowBytes * 3, '\0');
    for (char& byte : rows) byte = std::string_view{"\x10\x04\x05\x14\x55", 5}[which(random)];
    REQUIRE(is_armed(rows));
    const std::string command = band(rows);
    CHECK_FALSE(is_armed(command));
    REQUIRE(command.size() == rows.size() + 8);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const char now = command[i + 8];
      CHECK((now == rows[i] || (rows[i] == 0x10 && now == 0x18)));
    }
  }
}

TEST_CASE("a band is GS v 0 with its size, a white one a feed") {
  std::string rows(kRollRowBytes * kBandRows, '\0');
  CHECK(band(rows) == std::string("\x1bJ\x18"));
  rows[100] = 1;
  CHECK(band(rows).starts_with(std::string("\x1dv0\0\x48\0\x18\0", 8)));
  CHECK(band(rows).substr(8) == rows);
}

}  // namespace
}  // namespace printing
