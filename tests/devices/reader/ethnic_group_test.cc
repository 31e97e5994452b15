// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/ethnic_group.h"

#include <catch2/catch.hpp>
#include <set>
#include <string>

using devices::reader::ethnic_group_name;

namespace {

std::string two_digits(int number) {
  return {static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
}

}  // namespace

TEST_CASE("each of the 58 codes has a name of its own, and no other code has one") {
  std::set<std::string_view> names;
  for (int number = 0; number < 100; ++number) {
    const auto name = ethnic_group_name(two_digits(number));
    const bool in_the_standard = (number >= 1 && number <= 56) || number == 97 || number == 98;
    CAPTURE(number);
    CHECK(name.empty() != in_the_standard);
    if (!name.empty()) CHECK(names.insert(name).second);
  }
  CHECK(names.size() == 58);
  // A shifted table would have all of these wrong.
  CHECK(ethnic_group_name("01") == "汉");
  CHECK(ethnic_group_name("05") == "维吾尔");
  CHECK(ethnic_group_name("10") == "朝鲜");
  CHECK(ethnic_group_name("17") == "哈萨克");
  CHECK(ethnic_group_name("29") == "柯尔克孜");
  CHECK(ethnic_group_name("36") == "毛南");
  CHECK(ethnic_group_name("46") == "德昂");
  CHECK(ethnic_group_name("56") == "基诺");
  CHECK(ethnic_group_name("97") == "其他");
}

TEST_CASE("what is no code has no name") {
  for (const char* code : {"", " ", "1", "001", "0x", "-1", " 1", "汉"}) {
    CAPTURE(code);
    CHECK(ethnic_group_name(code).empty());
  }
}
