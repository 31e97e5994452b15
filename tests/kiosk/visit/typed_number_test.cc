// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers as staff type them, told right or told why not.
#include "kiosk/visit/typed_number.h"

#include <catch2/catch.hpp>
#include <string>

#include "kiosk/visit/identity.h"
#include "kiosk/visit/scan.h"

namespace visit {

namespace {

constexpr Date kToday = std::chrono::year{2021} / 1 / 26;
const std::string kNumber = "990101195202290047";

tl::expected<TypedNumber, NumberTrouble> typed(std::string_view text) {
  return complete(text, kToday);
}
NumberTrouble trouble(std::string_view text) {
  const auto number = typed(text);
  REQUIRE_FALSE(number);
  return number.error();
}

}  // namespace

TEST_CASE("a number of eighteen is taken as it is, with its birthday") {
  const auto number = typed(kNumber);
  REQUIRE(number);
  CHECK(number->number.reveal() == kNumber);
  CHECK(number->birth == std::chrono::year{1952} / 2 / 29);
}

TEST_CASE("a number of fifteen gets its century and the check character that GB 11643 gives it") {
  const auto number = typed("990101520229004");
  REQUIRE(number);
  CHECK(number->number.reveal().substr(0, 17) == "99010119520229004");
  CHECK(has_valid_check_digit(number->number.reveal()));
  // The standard's own example, whose check character is an X.
  CHECK(check_character("11010519491231002") == 'X');
}

TEST_CASE("a wrong digit, and two that changed places, are told as just that") {
  int wrong = 0;
  for (std::size_t at = 0; at < 17; ++at) {
    for (char digit = '0'; digit <= '9'; ++digit) {
      if (digit == kNumber[at]) continue;
      std::string other = kNumber;
      other[at] = digit;
      const auto number = typed(other);
      REQUIRE_FALSE(number);
      CHECK((number.error() == NumberTrouble::check || number.error() == NumberTrouble::birth));
      ++wrong;
    }
  }
  CHECK(wrong == 17 * 9);
  std::string swapped = kNumber;
  std::swap(swapped[15], swapped[16]);
  CHECK(trouble(swapped) == NumberTrouble::check);
}

TEST_CASE("what is no number yet is told by what it lacks") {
  CHECK(trouble("") == NumberTrouble::length);
  CHECK(trouble(kNumber.substr(0, 17)) == NumberTrouble::length);
  CHECK(trouble("99010119520229X047") == NumberTrouble::shape);
  CHECK(trouble("99010152022900X") == NumberTrouble::shape);
  CHECK(trouble("990101195202300047") == NumberTrouble::birth);  // the 30th of February
  CHECK(trouble("990101202102260047") == NumberTrouble::birth);  // still to come
  // With the same day in the past it is only the check digit that speaks.
  CHECK(trouble("990101202001260048") == NumberTrouble::check);
}

TEST_CASE("narrow and full-width digits are the same keys, and so is every x") {
  for (int i = 0; i < 10; ++i) {
    const auto key = static_cast<Button>(static_cast<int>(Button::key_0) + i);
    CHECK(key_of(U'0' + static_cast<char32_t>(i)) == key);
    CHECK(key_of(U'０' + static_cast<char32_t>(i)) == key);
    CHECK(character_of(key) == static_cast<char>('0' + i));
  }
  for (const char32_t x : {U'x', U'X', U'ｘ', U'Ｘ'}) CHECK(key_of(x) == Button::key_x);
  CHECK(character_of(Button::key_x) == 'X');
  for (const char32_t other : {U'a', U'/', U':', U'．', U'王', U' ', U'\u0660'}) {
    CHECK_FALSE(key_of(other));
  }
  CHECK_FALSE(character_of(Button::key_erase));
}

TEST_CASE("what is scanned is told apart by how it begins") {
  CHECK(kind_of("HC1:6BF") == ScanKind::certificate);
  CHECK(kind_of("HC2:6BF") == ScanKind::newer);
  CHECK(kind_of("HCA:6BF") == ScanKind::newer);
  for (const char* foreign : {"shc:/5676", "https://example.org/?x", "HTTP://EXAMPLE.ORG"}) {
    CHECK(kind_of(foreign) == ScanKind::foreign);
  }
  for (const char* code : {"GC1:42:AAAAAAAAAAAAAAAAAAAAAA", "HC", "HC:", "hc1:6BF", "HC1", "x"}) {
    CHECK(kind_of(code) == ScanKind::code);
  }
}

}  // namespace visit
