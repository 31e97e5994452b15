// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/social_security.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "tests/devices/reader/bench.h"
#include "tests/devices/reader/scripted_card.h"

namespace {

using bench::Bytes;
using bench::ScriptedCard;
using devices::reader::read_social_security;

const Bytes kSelectApplication{0x00, 0xA4, 0x04, 0x00, 0x0F, 's',  'x',  '1',  '.',  's',
                               'h',  '.',  0xC9, 0xE7, 0xBB, 0xE1, 0xB1, 0xA3, 0xD5, 0xCF};
const Bytes kSelectHolder{0x00, 0xA4, 0x02, 0x00, 0x02, 0xEF, 0x06};
const Bytes kReadNumber{0x00, 0xB2, 0x08, 0x00, 0x14};
const Bytes kReadName{0x00, 0xB2, 0x09, 0x00, 0x20};
const Bytes kReadBirth{0x00, 0xB2, 0x0D, 0x00, 0x06};
// 王秀英 in GBK.
const Bytes kWang{0xCD, 0xF5, 0xD0, 0xE3, 0xD3, 0xA2};

Bytes record(std::uint8_t tag, Bytes value) {
  value.insert(value.begin(), {tag, static_cast<std::uint8_t>(value.size())});
  value.insert(value.end(), {0x90, 0x00});
  return value;
}
Bytes padded(Bytes name, std::uint8_t with, std::size_t width = 30) {
  name.resize(width, with);
  return name;
}
Bytes ascii(const std::string& text) { return {text.begin(), text.end()}; }

std::string number() { return bench::with_check("99010119380412002"); }

ScriptedCard wangs_card() {
  ScriptedCard card;
  card.answer(kSelectApplication, {0x90, 0x00});
  card.answer(kSelectHolder, {0x90, 0x00});
  card.answer(kReadNumber, record(0x08, ascii(number())));
  card.answer(kReadName, record(0x09, padded(kWang, 0x00)));
  card.answer(kReadBirth, record(0x0D, {0x19, 0x38, 0x04, 0x12}));
  return card;
}

}  // namespace

TEST_CASE("a social security card hints at name, number and birth") {
  auto card = wangs_card();
  const auto hint = read_social_security(card.transmit());
  REQUIRE(hint);
  CHECK(hint->name.reveal() == "王秀英");
  CHECK(hint->number.reveal() == number());
  CHECK(hint->birth == std::chrono::year{1938} / 4 / 12);
  CHECK(hint->kind == visit::DocumentKind::resident_id);
  CHECK(card.commands().size() == 5);
}

TEST_CASE("a name's padding is not its own, whatever it is made of") {
  auto card = wangs_card();
  const auto padding = GENERATE(as<std::uint8_t>{}, 0x00, 0x20, 0xFF);
  card.answer(kReadName, record(0x09, padded(kWang, padding)));
  const auto hint = read_social_security(card.transmit());
  REQUIRE(hint);
  CHECK(hint->name.reveal() == "王秀英");
}

TEST_CASE("long names, dots and rare characters are kept") {
  auto card = wangs_card();
  SECTION("a name with a dot, without padding") {
    card.answer(kReadName,
                record(0x09, {0xB0, 0xA2, 0xB2, 0xB7, 0xA1, 0xA4, 0xB0, 0xA2, 0xB2, 0xB7}));
    CHECK(read_social_security(card.transmit())->name.reveal() == "阿卜·阿卜");
  }
  SECTION("a character of four bytes, beyond GBK") {
    card.answer(kReadName, record(0x09, {0x95, 0x32, 0x82, 0x36, 0xD0, 0xE3}));
    CHECK(read_social_security(card.transmit())->name.reveal() == "\U00020000秀");
  }
}

TEST_CASE("a card that wants another length is asked for that one, once") {
  auto card = wangs_card();
  card.answer(kReadName, {0x6C, 0x08});
  SECTION("and answers it") {
    card.answer({0x00, 0xB2, 0x09, 0x00, 0x08}, record(0x09, kWang));
    const auto hint = read_social_security(card.transmit());
    REQUIRE(hint);
    CHECK(hint->name.reveal() == "王秀英");
  }
  SECTION("or wants yet another one for ever") {
    card.answer({0x00, 0xB2, 0x09, 0x00, 0x08}, {0x6C, 0x08});
    CHECK_FALSE(read_social_security(card.transmit()));
    CHECK(card.commands().size() == 5);
  }
}

TEST_CASE("what contradicts itself is no hint") {
  auto card = wangs_card();
  SECTION("the check digit") {
    std::string wrong = number();
    wrong.back() = wrong.back() == '0' ? '1' : '0';
    card.answer(kReadNumber, record(0x08, ascii(wrong)));
  }
  SECTION("a number of the old form") {
    card.answer(kReadNumber, record(0x08, ascii("990101380412002")));
  }
  SECTION("another day of birth") {
    card.answer(kReadBirth, record(0x0D, {0x19, 0x38, 0x04, 0x13}));
  }
  SECTION("a birth that is no day") {
    // The number agrees with it.
    card.answer(kReadNumber, record(0x08, ascii(bench::with_check("99010119380230002"))));
    card.answer(kReadBirth, record(0x0D, {0x19, 0x38, 0x02, 0x30}));
  }
  SECTION("a birth that is no BCD") {
    card.answer(kReadBirth, record(0x0D, {0x19, 0x38, 0x0A, 0x12}));
  }
  SECTION("no name") { card.answer(kReadName, record(0x09, padded({}, 0x20))); }
  SECTION("half a character") { card.answer(kReadName, record(0x09, {0xCD, 0xF5, 0xD0})); }
  SECTION("bytes that are no text") { card.answer(kReadName, record(0x09, {0xCD, 0x01})); }
  SECTION("a control character") {
    card.answer(kReadName, record(0x09, {0xCD, 0xF5, 0x1B, 0xD0, 0xE3}));
  }
  SECTION("a name longer than any") {
    Bytes longest;
    while (longest.size() < 62) longest.insert(longest.end(), {0xCD, 0xF5});
    card.answer(kReadName, record(0x09, longest));
  }
  SECTION("the record of another field") {
    card.answer(kReadName, record(0x0A, padded(kWang, 0x00)));
  }
  CHECK_FALSE(read_social_security(card.transmit()));
}

TEST_CASE("a number that ends in a small x is the same number") {
  // The check digit of this one is X.
  std::string with_x;
  for (char last = '0'; with_x.empty(); ++last) {
    const auto number = bench::with_check(std::string("9901011938041200") + last);
    if (number.back() == 'X') with_x = number;
  }
  auto card = wangs_card();
  std::string small = with_x;
  small.back() = 'x';
  card.answer(kReadNumber, record(0x08, ascii(small)));
  const auto hint = read_social_security(card.transmit());
  REQUIRE(hint);
  CHECK(hint->number.reveal() == with_x);
}

TEST_CASE("whatever is missing from an answer, nothing is made up") {
  constexpr std::size_t kCommands = 5;
  for (std::size_t nth = 0; nth < kCommands; ++nth) {
    auto silent = wangs_card();
    silent.fall_silent_at(nth);
    CHECK_FALSE(read_social_security(silent.transmit()));
    for (std::size_t size = 0; size < 34; ++size) {
      CAPTURE(nth, size);
      auto card = wangs_card();
      card.cut(nth, size);
      const auto hint = read_social_security(card.transmit());
      const std::array<std::size_t, kCommands> whole{2, 2, 22, 34, 8};
      CHECK(hint.has_value() == (size >= whole[nth]));
    }
  }
}

TEST_CASE("a refusal is the end of it") {
  auto card = wangs_card();
  const auto command = GENERATE_COPY(
      values({kSelectApplication, kSelectHolder, kReadNumber, kReadName, kReadBirth}));
  card.answer(command, {0x69, 0x82});
  CHECK_FALSE(read_social_security(card.transmit()));
}
