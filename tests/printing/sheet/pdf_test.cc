// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/pdf.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "printing/hcert/qr_reader.h"
#include "printing/sheet/prepared_sheet.h"
#include "tests/files.h"
#include "tests/golden.h"
#include "tests/printing/sheet/status_slip_samples.h"

using namespace printing;
using namespace printing::testing;

namespace {

visit::Secret pdf_of(const Sheet& sheet) {
  auto pdf = write_pdf(sheet);
  REQUIRE(pdf.has_value());
  return std::move(*pdf);
}

visit::Secret pdf_of(const visit::Certificate& certificate,
                     const SheetDetails& details = slip_details()) {
  return pdf_of(drawn(certificate, details));
}

// The sheet as a program prints it, in a folder of its own.
std::string written(std::string_view folder, const visit::Secret& pdf) {
  const std::string path = fresh_folder(folder) + "/sheet.pdf";
  write_file(path, pdf.reveal());
  return path;
}

struct Image {
  int width = 0, height = 0;
  int channels = 1;
  std::string pixels;

  [[nodiscard]] std::array<int, 3> at(double x_mm, double y_mm) const {
    const auto x = static_cast<std::size_t>(x_mm / 210 * width);
    const auto y = static_cast<std::size_t>(y_mm / 297 * height);
    const std::size_t first =
        (y * static_cast<std::size_t>(width) + x) * static_cast<std::size_t>(channels);
    std::array<int, 3> colour{};
    for (std::size_t i = 0; i < 3; ++i) {
      colour[i] = static_cast<unsigned char>(pixels[first + (channels == 3 ? i : 0)]);
    }
    return colour;
  }
};

// pdftoppm's P4 (1 bit), P5 (grey) or P6 (colour).
Image rasterised(const std::string& pdf, const std::string& options) {
  const std::string root = std::filesystem::path(pdf).replace_extension("").string();
  run("pdftoppm -singlefile " + options + " '" + pdf + "' '" + root + "' 2>&1");
  std::string bytes;
  for (const char* extension : {".pbm", ".pgm", ".ppm"}) {
    if (std::filesystem::exists(root + extension)) bytes = files::contents(root + extension);
  }
  std::istringstream head(bytes);
  std::string kind;
  Image image;
  head >> kind >> image.width >> image.height;
  int most = 1;
  if (kind != "P4") head >> most;
  head.get();
  image.pixels = bytes.substr(static_cast<std::size_t>(head.tellg()));
  image.channels = kind == "P6" ? 3 : 1;
  if (kind == "P4") {
    const auto row = static_cast<std::size_t>((image.width + 7) / 8);
    std::string grey;
    for (std::size_t y = 0; y < static_cast<std::size_t>(image.height); ++y) {
      for (std::size_t x = 0; x < static_cast<std::size_t>(image.width); ++x) {
        const auto byte = static_cast<unsigned char>(image.pixels[y * row + x / 8]);
        grey += (byte >> (7 - x % 8) & 1) != 0 ? '\0' : '\xff';
      }
    }
    image.pixels = std::move(grey);
  }
  return image;
}

std::vector<visit::Secret> codes_on(const Image& image) {
  return read_qr_codes(
      {reinterpret_cast<const std::uint8_t*>(image.pixels.data()), image.pixels.size()},
      image.width, image.height);
}

// UTF-8 and UTF-16 of a word anywhere in a file.
bool contains_word(const std::string& bytes, std::u16string_view wide, std::string_view utf8) {
  std::string utf16;
  for (const char16_t unit : wide) {
    utf16 += static_cast<char>(unit >> 8);
    utf16 += static_cast<char>(unit & 0xff);
  }
  return bytes.find(utf8) != std::string::npos || bytes.find(utf16) != std::string::npos;
}

std::string this_program() { return std::filesystem::read_symlink("/proc/self/exe").string(); }

constexpr std::array<int, 3> kBlack{0, 0, 0};
constexpr std::array<int, 3> kWhite{255, 255, 255};

}  // namespace

TEST_CASE("writes one sheet for the test of two processes", "[.sheet-for-two-processes]") {
  const char* path = std::getenv("KIOSK_SHEET");
  REQUIRE(path);
  write_file(path, pdf_of(yellow_certificate()).reveal());
}

TEST_CASE("the same sheet gives the same bytes, in this process and in two others") {
  const visit::Secret here = pdf_of(yellow_certificate());
  CHECK(here == pdf_of(yellow_certificate()));
  const std::string folder = fresh_folder("two-processes");
  for (const char* name : {"/first.pdf", "/second.pdf"}) {
    run("KIOSK_SHEET='" + folder + name + "' '" + this_program() +
        "' '[.sheet-for-two-processes]' 2>&1");
    CHECK(files::contents(folder + name) == here.reveal());
  }

  SheetDetails later = slip_details();
  later.printed_at += std::chrono::minutes(1);
  CHECK_FALSE(here == pdf_of(yellow_certificate(), later));
}

TEST_CASE("qpdf finds nothing wrong with the file") {
  const std::string path = written("qpdf", pdf_of(hardest_certificate()));
  const std::string said = run("qpdf --check '" + path + "' 2>&1");
  CHECK(said.find("No syntax or stream encoding errors found") != std::string::npos);

  const std::string whole = files::contents(path);
  write_file(path, whole.substr(0, whole.size() / 2));
  CHECK(run("qpdf --check '" + path + "' 2>&1 || true").find("No syntax") == std::string::npos);
}

TEST_CASE("the file tells nothing of the person but by its lines") {
  const std::string path = written("metadata", pdf_of(green_certificate()));
  const std::string plain_path = std::filesystem::path(path).replace_filename("plain.pdf").string();
  run("qpdf --qdf --object-streams=disable '" + path + "' '" + plain_path + "' 2>&1");
  const std::string plain = files::contents(plain_path);
  CHECK_FALSE(contains_word(plain, u"李秀英", "李秀英"));
  CHECK_FALSE(contains_word(plain, u"990101", "990101"));
  CHECK_FALSE(contains_word(plain, u"GC07-210126", "GC07-210126"));
  // The search finds what is there.
  CHECK(contains_word(plain, u"", "Health status slip"));

  CHECK(run("pdftotext '" + path + "' - 2>&1").find_first_not_of(" \n\f") == std::string::npos);
  const std::string info = run("pdfinfo '" + path + "' 2>&1");
  CHECK(info.find("Title:           Health status slip") != std::string::npos);
  CHECK(info.find("Tue Jan 26 02:06:00 2021 UTC") != std::string::npos);
  CHECK(info.find("A4") != std::string::npos);
}

TEST_CASE("even the fullest sheet stays below 80 kB") {
  SheetDetails details = slip_details();
  details.reprint = visit::Reprint{12, "GC07-211226-0938-1"};
  visit::Certificate certificate = hardest_certificate();
  certificate.agent = son();
  CHECK(pdf_of(certificate, details).reveal().size() < 80'000);
}

TEST_CASE("a mark that is nowhere on the paper is refused before the writer takes it") {
  for (const double x : {std::numeric_limits<double>::quiet_NaN(), 1e9, -1.0}) {
    Sheet sheet = drawn(green_certificate(), slip_details());
    sheet.marks.push_back(Circle{{x, 100}, 2, Ink::black});
    const auto pdf = write_pdf(sheet);
    REQUIRE_FALSE(pdf.has_value());
    CHECK(pdf.error() == PdfTrouble::bad_mark);
  }
}

TEST_CASE("the code is read back from the paper, also scaled to 96 % and in 1-bit black") {
  for (const std::size_t letters : {400U, 783U}) {
    for (const int printer : {203, 300, 600}) {
      if (printer == 203 && letters > 400) continue;  // under four dots a module: refused
      visit::Certificate certificate = green_certificate();
      certificate.slip.qr = visit::Secret(certificate.slip.qr.reveal().substr(0, letters));
      SheetDetails details = slip_details();
      details.dots_per_inch = printer;
      const std::string path = written("read-back", pdf_of(certificate, details));
      for (const char* way : {"-r 300 -gray", "-r 288 -gray", "-r 203 -mono"}) {
        INFO(letters << " letters, printer " << printer << " dpi, " << way);
        const auto found = codes_on(rasterised(path, way));
        REQUIRE(found.size() == 1);
        CHECK(found[0] == certificate.slip.qr);
        for (const char* picture : {".pbm", ".pgm"}) {
          std::filesystem::remove(std::filesystem::path(path).replace_extension(picture));
        }
      }
    }
  }
}

TEST_CASE("a code that something covers is not read back") {
  Sheet sheet = drawn(green_certificate(), slip_details());
  sheet.marks.push_back(FilledRect{{152, 66, 15, 43}, Ink::black});
  CHECK(codes_on(rasterised(written("covered", pdf_of(sheet)), "-r 300 -gray")).empty());
}

TEST_CASE("zbarimg reads what the service signed, as anybody's program would") {
  visit::Certificate certificate = yellow_certificate();
  sign(certificate);
  const std::string path = written("zbarimg", pdf_of(certificate));
  rasterised(path, "-r 300 -gray");
  const std::string image = std::filesystem::path(path).replace_extension(".pgm").string();
  CHECK(run("zbarimg --quiet --raw '" + image + "' 2>/dev/null") ==
        std::string(certificate.slip.qr.reveal()) + "\n");
}

TEST_CASE("shapes and bars have their colours on paper") {
  const Image green = rasterised(written("green", pdf_of(green_certificate())), "-r 100");
  CHECK(green.at(25, 44.75) == std::array{0, 115, 51});
  CHECK(green.at(33, 50.35) == kWhite);  // the tick's corner
  CHECK(green.at(20, 120) == kBlack);    // the cell of 有效期至
  CHECK(green.at(100, 10) == kWhite);
  const Image yellow = rasterised(written("yellow", pdf_of(yellow_certificate())), "-r 100");
  CHECK(yellow.at(28, 54) == std::array{255, 204, 0});
  CHECK(yellow.at(35, 52.7) == kBlack);  // the dot of the exclamation mark
  const Image red = rasterised(written("red", pdf_of(red_certificate())), "-r 100");
  CHECK(red.at(24, 44.75) == std::array{191, 0, 0});
  CHECK(red.at(35, 44.75) == kWhite);

  SheetDetails mono = slip_details();
  mono.palette = Palette::mono;
  const Image black = rasterised(written("mono", pdf_of(green_certificate(), mono)), "-r 100");
  CHECK(black.at(25, 44.75) == kBlack);
  CHECK(black.at(33, 50.35) == kWhite);
}

TEST_CASE("a whole sheet takes a few hundredths of a second", "[measure]") {
  visit::Certificate certificate = green_certificate();
  sign(certificate);
  const visit::Document document = std::move(certificate);
  const SheetDetails details = slip_details();
  const Press press{stationery(), slip_trust(), slip_faces()};
  std::vector<double> ms;
  std::size_t bytes = 0;
  for (int i = 0; i < 21; ++i) {
    const auto start = std::chrono::steady_clock::now();
    const auto prepared = prepare(document, details, press);
    const auto end = std::chrono::steady_clock::now();
    REQUIRE(prepared.has_value());
    bytes = prepared->reveal().size();
    if (i > 0) ms.push_back(std::chrono::duration<double, std::milli>(end - start).count());
  }
  std::sort(ms.begin(), ms.end());
  std::cout << "status slip: drawn, checked, proved and written in " << ms[ms.size() / 2]
            << " ms (warm median of " << ms.size() << ", longest " << ms.back() << "), " << bytes
            << " bytes\n";
}
