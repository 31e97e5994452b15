// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/content_stream.h"

#include <catch2/catch.hpp>
#include <string>

using printing::ContentStream;

namespace {

std::string written(const ContentStream& stream) {
  return {stream.bytes().begin(), stream.bytes().end()};
}

std::string width(double value) {
  ContentStream stream;
  stream.line_width(value);
  return written(stream);
}

}  // namespace

TEST_CASE("numbers are written to five places, without zeros at the end") {
  CHECK(width(0) == "0 w\n");
  CHECK(width(-0.0) == "0 w\n");
  CHECK(width(12) == "12 w\n");
  CHECK(width(-12.5) == "-12.5 w\n");
  CHECK(width(.05) == "0.05 w\n");
  CHECK(width(-.00001) == "-0.00001 w\n");
  CHECK(width(.000004) == "0 w\n");
  CHECK(width(841.889763779) == "841.88976 w\n");
  CHECK(width(99.999996) == "100 w\n");
  CHECK(width(-123456789.25) == "-123456789.25 w\n");
}

TEST_CASE("operands stand before their operator, in PDF's order") {
  ContentStream stream;
  stream.save();
  stream.concat(1, 0, 0, 1, 2, 3);
  stream.fill_with(ContentStream::Rgb{0, .45, 1});
  stream.move_to(1, 2);
  stream.curve_to(1, 2, 3, 4, 5, 6);
  stream.close_path();
  stream.fill();
  stream.restore();
  CHECK(written(stream) == "q\n1 0 0 1 2 3 cm\n0 0.45 1 rg\n1 2 m\n1 2 3 4 5 6 c\nh\nf\nQ\n");
}

TEST_CASE("a circle begins and ends at its left, and touches its box") {
  ContentStream stream;
  stream.circle(10, 20, 5);
  const std::string path = written(stream);
  CHECK(path.starts_with("5 20 m\n5 22.76142 7.23858 25 10 25 c\n"));
  CHECK(path.ends_with(" 5 20 c\n"));
}
