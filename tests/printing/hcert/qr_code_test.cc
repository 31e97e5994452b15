// SPDX-License-Identifier: GPL-3.0-or-later
// The code that is drawn, and the gate that reads it back.
#include "printing/hcert/qr_code.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <string>

#include "printing/hcert/qr_reader.h"

namespace printing {
namespace {

struct Picture {
  std::vector<std::uint8_t> grey;
  int width = 0;
  int height = 0;
};

// The code drawn black on white with its quiet zone, `pixels` to a module (may be broken).
Picture drawn(const QrCode& code, double pixels, int quiet = kQrQuietZone) {
  const int side = static_cast<int>(std::lround((code.side + 2 * quiet) * pixels));
  Picture picture{.grey = std::vector<std::uint8_t>(static_cast<std::size_t>(side * side), 255),
                  .width = side,
                  .height = side};
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      const int column = static_cast<int>((x + 0.5) / pixels) - quiet;
      const int row = static_cast<int>((y + 0.5) / pixels) - quiet;
      if (column < 0 || row < 0 || column >= code.side || row >= code.side) continue;
      if (code.dark(column, row)) picture.grey[static_cast<std::size_t>(y * side + x)] = 0;
    }
  }
  return picture;
}

bool reads_back(const Picture& picture, std::string_view text) {
  const auto texts = read_qr_codes(picture.grey, picture.width, picture.height);
  return texts.size() == 1 && texts[0].reveal() == text;
}

std::string certificate_like(std::size_t size) {
  constexpr std::string_view alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  std::mt19937 random(20210126);
  std::string text = "HC1:";
  while (text.size() < size) text += alphabet[random() % alphabet.size()];
  return text;
}

TEST_CASE("certificates get the versions that their lengths need at level Q") {
  const std::pair<std::size_t, int> sizes[] = {{291, 12}, {399, 15}, {549, 18},
                                               {594, 19}, {738, 21}, {783, 22}};
  for (const auto& [size, version] : sizes) {
    const auto code = make_certificate_qr_code(certificate_like(size));
    REQUIRE(code);
    CHECK(code->version == version);
    CHECK(code->level == QrLevel::quartile);
    CHECK(code->side == 17 + 4 * version);
    CHECK(code->modules.size() == static_cast<std::size_t>(code->side * code->side));
  }
}

TEST_CASE("over version 22 the level falls to M, over version 23 there is no code") {
  std::size_t largest_q = 0;
  std::size_t largest_m = 0;
  for (std::size_t size = 700; size < 1400; ++size) {
    const auto code = make_certificate_qr_code(certificate_like(size));
    if (!code) {
      CHECK(code.error() == QrTrouble::too_long);
      continue;
    }
    if (code->level == QrLevel::quartile) {
      CHECK(code->version <= 22);
      largest_q = size;
    } else {
      CHECK(code->level == QrLevel::medium);
      CHECK(code->version <= 23);
      largest_m = size;
    }
  }
  // ISO/IEC 18004 table 7, alphanumeric: 22-Q and 23-M.
  CHECK(largest_q == 823);
  CHECK(largest_m == 1248);
}

TEST_CASE("what is not base45 gets no certificate code, but may get another") {
  CHECK(make_certificate_qr_code("HC1:abc").error() == QrTrouble::not_alphanumeric);
  CHECK(make_certificate_qr_code("HC1:A\nB").error() == QrTrouble::not_alphanumeric);
  const auto serial = make_qr_code("GC07-210126-0042-7", QrLevel::quartile, 2);
  REQUIRE(serial);
  CHECK(serial->version == 2);
  CHECK(reads_back(drawn(*serial, 4), "GC07-210126-0042-7"));
  const auto lower = make_qr_code("anchor 5f3a", QrLevel::medium, 5);
  REQUIRE(lower);
  CHECK(reads_back(drawn(*lower, 4), "anchor 5f3a"));
  CHECK(make_qr_code(certificate_like(40), QrLevel::quartile, 2).error() == QrTrouble::too_long);
}

TEST_CASE("the same text always gives the same modules") {
  const std::string text = certificate_like(600);
  CHECK(make_certificate_qr_code(text)->modules == make_certificate_qr_code(text)->modules);
}

TEST_CASE("every size of certificate reads back as its text") {
  for (const std::size_t size : {60u, 291u, 399u, 549u, 783u, 823u, 900u, 1200u}) {
    const std::string text = certificate_like(size);
    const auto code = make_certificate_qr_code(text);
    REQUIRE(code);
    INFO(size);
    CHECK(reads_back(drawn(*code, 3), text));
    CHECK(reads_back(drawn(*code, 4.5), text));
    CHECK(reads_back(drawn(*code, 9), text));
  }
}

TEST_CASE("spaces at the ends of a text survive the paper") {
  const std::string text = "HC1: 6BF X ";
  CHECK(reads_back(drawn(*make_certificate_qr_code(text), 5), text));
}

TEST_CASE("the gate fails where a code is spoilt, absent, or another") {
  const std::string text = certificate_like(783);
  const auto code = make_certificate_qr_code(text);
  const Picture good = drawn(*code, 4);
  REQUIRE(reads_back(good, text));
  CHECK_FALSE(reads_back(drawn(*make_certificate_qr_code(certificate_like(782)), 4), text));

  Picture covered = good;  // text drawn across it
  for (int y = covered.height / 3; y < covered.height * 2 / 3; ++y) {
    for (int x = 0; x < covered.width; ++x) {
      covered.grey[static_cast<std::size_t>(y * covered.width + x)] = 0;
    }
  }
  CHECK_FALSE(reads_back(covered, text));

  Picture cut = good;  // run off the paper's edge
  cut.height = cut.height * 3 / 4;
  cut.grey.resize(static_cast<std::size_t>(cut.width) * static_cast<std::size_t>(cut.height));
  CHECK_FALSE(reads_back(cut, text));

  CHECK(read_qr_codes(std::vector<std::uint8_t>(200 * 200, 255), 200, 200).empty());
  CHECK(read_qr_codes(std::vector<std::uint8_t>(1, 0), 1, 1).empty());
}

TEST_CASE("two codes in one picture are both found") {
  const Picture left = drawn(*make_certificate_qr_code("HC1:LEFT"), 5);
  const Picture right = drawn(*make_certificate_qr_code("HC1:RIGHT"), 5);
  REQUIRE(left.height == right.height);
  const int width = left.width + right.width;
  std::vector<std::uint8_t> both;
  for (int y = 0; y < left.height; ++y) {
    const auto row = [&](const Picture& picture) {
      const auto* first = picture.grey.data() + y * picture.width;
      both.insert(both.end(), first, first + picture.width);
    };
    row(left);
    row(right);
  }
  const auto texts = read_qr_codes(both, width, left.height);
  REQUIRE(texts.size() == 2);
  CHECK(((texts[0].reveal() == "HC1:LEFT" && texts[1].reveal() == "HC1:RIGHT") ||
         (texts[1].reveal() == "HC1:LEFT" && texts[0].reveal() == "HC1:RIGHT")));
}

TEST_CASE("a module is as many whole dots as fit its box, and never too small to read") {
  const double box = 43.05;
  CHECK(qr_module_dots(105, 600, box) == 9);  // 0.381 mm, side 40.0
  CHECK(qr_module_dots(105, 300, box) == 4);  // 0.339 mm
  CHECK(qr_module_dots(65, 600, box) == 13);
  CHECK(qr_module_dots(109, 600, box) == 8);  // version 23
  CHECK(qr_module_dots(109, 300, box) == 4);
  CHECK(qr_module_dots(105, 203, box) == std::nullopt);  // 3 dots are too few
  CHECK(qr_module_dots(113, 300, 38) == std::nullopt);
  CHECK(qr_module_dots(85, 203, 85 * 4 * 25.4 / 203 + 8 * 4 * 25.4 / 203) == 4);
}

}  // namespace
}  // namespace printing
