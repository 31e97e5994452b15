// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/hcert/base45.h"

#include <catch2/catch.hpp>
#include <string>

#include "tests/printing/hcert/hcert_test_signer.h"

namespace printing {
namespace {

std::optional<std::string> read(std::string_view text) {
  const auto bytes = read_base45(text);
  if (!bytes) return std::nullopt;
  return std::string(bytes->begin(), bytes->end());
}

TEST_CASE("the examples of RFC 9285 read as it says") {
  CHECK(read("BB8") == "AB");
  CHECK(read("%69 VD92EX0") == "Hello!!");
  CHECK(read("UJCLQE7W581") == "base-45");
  CHECK(read("QED8WEX0") == "ietf!");
  CHECK(read("") == "");
}

TEST_CASE("the largest group of each size is read, the next one is refused") {
  CHECK(read("FGW") == "\xFF\xFF");
  CHECK_FALSE(read("GGW"));
  CHECK_FALSE(read(":::"));
  CHECK(read("U5") == "\xFF");
  CHECK_FALSE(read("V5"));
  CHECK_FALSE(read("::"));
}

TEST_CASE("what is not base45 is refused") {
  CHECK_FALSE(read("B"));
  CHECK_FALSE(read("BB8B"));
  CHECK_FALSE(read("bb8"));
  CHECK_FALSE(read("BB8\n"));
  CHECK_FALSE(read("BB\r"));
  CHECK_FALSE(read("B_8"));
  CHECK_FALSE(read(std::string_view("B\0A", 3)));
  CHECK_FALSE(read("B\xC3\xA4"));
}

TEST_CASE("a space is a digit, also at either end") {
  CHECK(read(" 0") == "$");
  CHECK(read("0 ") == std::nullopt);  // 1620 is more than one byte
  CHECK(read("00 ") == std::nullopt);
  CHECK(read("BB8 0") == "AB$");
}

TEST_CASE("every string of bytes comes back from its text") {
  std::string bytes;
  for (int i = 0; i < 600; ++i) {
    CHECK(read(testing::base45_of(bytes)) == bytes);
    bytes += static_cast<char>(i * 89 + i / 256 * 31);
  }
}

}  // namespace
}  // namespace printing
