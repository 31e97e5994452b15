// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/printer/pwg_raster.h"

#include <cups/raster.h>
#include <fcntl.h>
#include <unistd.h>
#include <cmath>
#include <cstdlib>
#include <fstream>

#include "tests/files.h"
#include "tests/printing/printer/code_page.h"
#include "tests/printing/printer/printer_bench.h"

namespace printing {
namespace {

using namespace bench;
namespace event = visit::event;

constexpr double kWidth = 210;
constexpr double kHeight = 297;
constexpr double kMargin = 5;

// A page as another reader of PWG raster has it.
struct Decoded {
  cups_page_header2_t header{};
  std::vector<std::uint8_t> grey;  // 0 black
};

Decoded decoded(const std::filesystem::path& file) {
  Decoded page;
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  REQUIRE(fd >= 0);
  cups_raster_t* raster = cupsRasterOpen(fd, CUPS_RASTER_READ);
  REQUIRE(raster != nullptr);
  REQUIRE(cupsRasterReadHeader2(raster, &page.header) != 0);
  std::vector<unsigned char> row(page.header.cupsBytesPerLine);
  for (unsigned y = 0; y < page.header.cupsHeight; ++y) {
    REQUIRE(cupsRasterReadPixels(raster, row.data(), page.header.cupsBytesPerLine) != 0);
    for (unsigned x = 0; x < page.header.cupsWidth; ++x) {
      const bool one_bit = page.header.cupsBitsPerPixel == 1;
      const bool black = one_bit && (row[x / 8] & 0x80U >> (x % 8)) != 0;
      page.grey.push_back(one_bit ? (black ? std::uint8_t{0} : std::uint8_t{255}) : row[x]);
    }
  }
  cups_page_header2_t more{};
  CHECK(cupsRasterReadHeader2(raster, &more) == 0);  // one page
  cupsRasterClose(raster);
  ::close(fd);
  return page;
}

// Rows between the first and the last dark one of a column in the middle of the page.
int dark_height(const Decoded& page) {
  const auto width = page.header.cupsWidth;
  int first = -1;
  int last = -1;
  for (unsigned y = 0; y < page.header.cupsHeight; ++y) {
    if (page.grey[std::size_t{y} * width + width / 3] >= 128) continue;
    if (first < 0) first = static_cast<int>(y);
    last = static_cast<int>(y);
  }
  return last - first + 1;
}

TEST_CASE("a printer that takes no PDF gets the page as dots: exact in size, its code readable") {
  files::Folder folder;
  auto machine = sandbox::IppEvePrinter::start(folder.path(), sandbox::Takes::pwg_raster);
  REQUIRE(machine.has_value());
  const auto store = opened(folder.path() / "store.db");
  Inbox inbox;
  const auto printer = started((*machine)->uri(), *store, inbox.post(), [](auto&, auto) {
    return visit::Secret{code_page(kWidth, kHeight, kMargin)};
  });
  printer->print(kTicket, order());
  const auto printed = inbox.next<event::SheetPrinted>();
  REQUIRE(printed);
  CHECK((*machine)->sheets() == std::vector{printed->serial});

  const Decoded page = decoded(folder.path() / (printed->serial + ".pwg"));
  CHECK(page.header.HWResolution[0] == 300);
  CHECK(page.header.HWResolution[1] == 300);
  CHECK(page.header.cupsWidth == 2480);   // 210 mm
  CHECK(page.header.cupsHeight == 3507);  // 297 mm, as CUPS itself cuts it off
  CHECK(page.header.cupsBitsPerPixel == 8);
  CHECK(page.header.cupsColorSpace == CUPS_CSPACE_SW);
  CHECK(page.header.cupsInteger[CUPS_RASTER_PWG_TotalPageCount] == 1);
  // From bar to bar 287 mm, to a dot.
  CHECK(std::abs(dark_height(page) - 3390) <= 1);
  CHECK(codes_in(page.grey, 2480, 3507) == std::vector<std::string>{kQrText});
}

TEST_CASE("black dots say the same as grey ones, at the resolution asked for") {
  const int dpi = GENERATE(203, 300, 600);
  CAPTURE(dpi);
  const auto raster = pwg_raster(code_page(kWidth, kHeight, kMargin), "iso_a4_210x297mm",
                                 {.dots_per_inch = dpi, .grey = false});
  REQUIRE(raster.has_value());
  const files::Folder folder;
  std::ofstream(folder.path() / "page", std::ios::binary) << raster->reveal();
  const Decoded page = decoded(folder.path() / "page");
  CHECK(page.header.HWResolution[0] == static_cast<unsigned>(dpi));
  CHECK(page.header.cupsBitsPerPixel == 1);
  CHECK(page.header.cupsColorSpace == CUPS_CSPACE_K);
  CHECK(std::abs(dark_height(page) - 287 * dpi / 25.4) <= 1.5);
  CHECK(codes_in(page.grey, static_cast<int>(page.header.cupsWidth),
                 static_cast<int>(page.header.cupsHeight)) == std::vector<std::string>{kQrText});
  CHECK(raster->reveal().size() < 600'000);  // its white is run-length coded
}

TEST_CASE("what a printer names decides how it gets its dots") {
  const std::vector<std::string> all{"black_1", "sgray_8", "srgb_8"};
  CHECK(raster_form({300, 600}, all) == RasterForm{300, true});
  CHECK(raster_form({600, 1200}, all) == RasterForm{600, true});
  CHECK(raster_form({180, 203}, {"black_1"}) == RasterForm{203, false});
  CHECK(raster_form({203, 300}, all) == RasterForm{300, true});
  CHECK(raster_form({300}, {"srgb_8"}) == std::nullopt);
  CHECK(raster_form({}, all) == std::nullopt);
  CHECK(raster_form({-300, 4'000'000}, all) == std::nullopt);
}

TEST_CASE("what is no PDF, or no paper, makes no raster") {
  CHECK_FALSE(pwg_raster("%PDF-1.4 half of", "iso_a4_210x297mm", {}).has_value());
  CHECK_FALSE(pwg_raster(code_page(kWidth, kHeight, kMargin), "no_such_paper", {}).has_value());
}

}  // namespace
}  // namespace printing
