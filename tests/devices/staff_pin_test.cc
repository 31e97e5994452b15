// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/staff_pin.h"

#include <catch2/catch.hpp>
#include <set>
#include <string>

namespace devices {

namespace {

constexpr PinCost kCheap{10, 1, 1};
const std::string kSalt = "000102030405060708090a0b0c0d0e0f";

visit::Secret pin(const char* digits) { return visit::Secret(digits); }

}  // namespace

TEST_CASE("a PIN that another program hashed is known again, and no other one is") {
  // Python's hashlib.scrypt of 271828.
  for (const std::string& text :
       {"scrypt$10$8$1$" + kSalt +
            "$d591b8aaec47c9f170cfae2a16e3b6e4b252000a1ba475277b3928817f1b7e0d",
        "scrypt$12$4$2$" + kSalt +
            "$c0181393d009f2d550f77ecd448e5ddd49d6ffad2e4cc7e4d67153faad775b5f"}) {
    const auto known = StaffPin::read(text);
    REQUIRE(known.has_value());
    CHECK(known->text() == text);
    CHECK(known->is(pin("271828")));
    CHECK_FALSE(known->is(pin("271829")));
    CHECK_FALSE(known->is(pin("27182")));
    CHECK_FALSE(known->is(pin("")));
  }
}

TEST_CASE("two texts of one PIN differ, and each knows it") {
  std::set<std::string> texts;
  for (int i = 0; i < 4; ++i) {
    const auto made = StaffPin::of(pin("314159"), kCheap);
    texts.insert(made.text());
    CHECK(made.text().find("314159") == std::string::npos);
    const auto again = StaffPin::read(made.text());
    REQUIRE(again.has_value());
    CHECK(again->is(pin("314159")));
    CHECK_FALSE(again->is(pin("314158")));
  }
  CHECK(texts.size() == 4);
}

TEST_CASE("what is made without a word about its cost costs 32 MiB") {
  const auto made = StaffPin::of(pin("314159"));
  CHECK(made.text().starts_with("scrypt$15$8$1$"));
  CHECK(made.is(pin("314159")));
}

TEST_CASE("a text that is none, or that a kiosk could not bear, is refused") {
  const std::string key(64, 'a');
  REQUIRE(StaffPin::read("scrypt$10$8$1$" + kSalt + "$" + key));
  for (const std::string& wrong :
       {std::string(), std::string("271828"), "bcrypt$10$8$1$" + kSalt + "$" + key,
        "scrypt$9$8$1$" + kSalt + "$" + key, "scrypt$21$8$1$" + kSalt + "$" + key,
        "scrypt$20$8$1$" + kSalt + "$" + key, "scrypt$10$0$1$" + kSalt + "$" + key,
        "scrypt$10$8$33$" + kSalt + "$" + key, "scrypt$10$8$-1$" + kSalt + "$" + key,
        "scrypt$10$8x$1$" + kSalt + "$" + key, "scrypt$10$8$$" + kSalt + "$" + key,
        "scrypt$10$8$1$" + kSalt, "scrypt$10$8$1$" + kSalt + "$" + key + "$",
        "scrypt$10$8$1$" + kSalt + "0$" + key, "scrypt$10$8$1$" + kSalt + "$" + key.substr(1),
        "scrypt$10$8$1$" + kSalt + "$" + std::string(64, 'A')}) {
    INFO(wrong);
    CHECK_FALSE(StaffPin::read(wrong));
  }
}

TEST_CASE("only six digits are a PIN, and not those that everybody tries first") {
  CHECK_FALSE(fault_of(pin("271828")));
  CHECK_FALSE(fault_of(pin("111112")));
  CHECK_FALSE(fault_of(pin("234567")));
  for (const char* wrong : {"", "27182", "2718281", "27182x", " 71828", "２７１"})
    CHECK(fault_of(pin(wrong)) == PinFault::not_six_digits);
  for (const char* wrong : {"000000", "111111", "999999", "123456", "654321"})
    CHECK(fault_of(pin(wrong)) == PinFault::obvious);
}

}  // namespace devices
