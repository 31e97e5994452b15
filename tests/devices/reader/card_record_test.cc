// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/card_record.h"

#include <catch2/catch.hpp>
#include <random>
#include <span>

#include "tests/devices/reader/bench.h"

namespace {

using devices::reader::CardLayout;
using devices::reader::decode_card_text;
using devices::reader::identity_of;
using devices::reader::RecordTrouble;
using visit::DocumentKind;
using namespace std::chrono;

auto decode(const sandbox::Bytes& record) {
  return decode_card_text(std::span<const std::uint8_t, 256>(record));
}
auto decode(const bench::Person& person) { return decode(person.card.record()); }

visit::Identity identity(const bench::Person& person) {
  auto record = decode(person);
  REQUIRE(record);
  return identity_of(std::move(*record));
}

// The trouble of a resident's record after a change to its fields.
template <class Change>
std::optional<RecordTrouble> trouble_after(Change change) {
  auto person = bench::wang();
  change(std::get<sandbox::ResidentText>(person.card.text));
  const auto record = decode(person);
  if (record) return std::nullopt;
  return record.error();
}

std::optional<RecordTrouble> trouble_with_unit(std::size_t at, char16_t unit) {
  auto record = bench::wang().card.record();
  record[at] = static_cast<std::uint8_t>(unit & 0xFF);
  record[at + 1] = static_cast<std::uint8_t>(unit >> 8);
  const auto decoded = decode(record);
  if (decoded) return std::nullopt;
  return decoded.error();
}

}  // namespace

TEST_CASE("a resident is read with a card that never ends") {
  const auto person = bench::wang();
  const auto who = identity(person);
  CHECK(who.kind == DocumentKind::resident_id);
  CHECK(who.name.reveal() == person.name);
  CHECK(who.number.reveal() == person.number);
  CHECK(who.birth == year{1938} / 4 / 12);
  CHECK_FALSE(who.valid_until);
}

TEST_CASE("names of any script and plane are kept as they stand") {
  CHECK(identity(bench::rare()).name.reveal() == "\U00020164秀英");
  CHECK(identity(bench::private_use()).name.reveal() == "王\uE863");
  const auto uyghur = bench::uyghur();
  CHECK(identity(uyghur).name.reveal() == uyghur.name);
  CHECK(identity(uyghur).valid_until == year{2030} / 1 / 1);
}

TEST_CASE("permits and both foreigners' cards are read by their own layouts") {
  const auto permit = bench::permit();
  CHECK(decode(permit)->layout == CardLayout::hmt_permit);
  CHECK(identity(permit).kind == DocumentKind::hmt_permit);
  CHECK(identity(permit).number.reveal() == permit.number);

  for (const auto& person : {bench::foreigner_2017(), bench::foreigner_2023()}) {
    const auto who = identity(person);
    CHECK(who.kind == DocumentKind::foreign_permit);
    CHECK(who.name.reveal() == person.name);
    CHECK(who.number.reveal() == person.number);
  }
  CHECK(decode(bench::foreigner_2023())->name.reveal() == "样约翰");
  CHECK(identity(bench::foreigner_2017()).birth == year{1960} / 1 / 1);
}

TEST_CASE("a record that contradicts itself is refused, and says where") {
  using Text = sandbox::ResidentText;
  CHECK(trouble_after([](Text&) {}) == std::nullopt);
  CHECK(trouble_after([](Text& text) {
          text.number[17] = text.number[17] == u'1' ? u'2' : u'1';
        }) == RecordTrouble::check);
  CHECK(trouble_after([](Text& text) { text.birth = u"19380413"; }) == RecordTrouble::birth);
  CHECK(trouble_after([](Text& text) { text.birth = u"19380231"; }) == RecordTrouble::birth);
  CHECK(trouble_after([](Text& text) { text.sex = u"1"; }) == RecordTrouble::sex);
  CHECK(trouble_after([](Text& text) { text.sex = u"7"; }) == RecordTrouble::sex);
  CHECK(trouble_after([](Text& text) { text.name = u""; }) == RecordTrouble::name);
  CHECK(trouble_after([](Text& text) { text.number.resize(17); }) == RecordTrouble::number);
  CHECK(trouble_after([](Text& text) { text.valid_to = u"20091231"; }) == RecordTrouble::validity);
  CHECK(trouble_after([](Text& text) { text.valid_to = u"永久"; }) == RecordTrouble::validity);
  CHECK(trouble_after([](Text& text) { text.valid_from = u"2010010"; }) == RecordTrouble::validity);
  CHECK(trouble_after([](Text& text) { text.sex = u"9"; }) == std::nullopt);
}

TEST_CASE("broken UTF-16 and control characters are no text") {
  CHECK(trouble_with_unit(0, 0xD840) == RecordTrouble::text);   // half a pair
  CHECK(trouble_with_unit(0, 0xDC00) == RecordTrouble::text);   // its other half
  CHECK(trouble_with_unit(28, 0xD840) == RecordTrouble::text);  // a pair cut by the field's end
  CHECK(trouble_with_unit(2, 0x000A) == RecordTrouble::text);
  CHECK(trouble_with_unit(2, 0xFFFE) == RecordTrouble::text);
  CHECK(trouble_with_unit(248, u'Q') == RecordTrouble::layout);
  CHECK(trouble_with_unit(2, 0xE000) == std::nullopt);
  CHECK(trouble_with_unit(60, 0xD840) == std::nullopt);  // the address: nobody reads it here
}

TEST_CASE("100,000 random records are survived") {
  std::mt19937 random(42);
  int read = 0;
  for (int round = 0; round < 100'000; ++round) {
    auto record = (round % 2 == 0 ? bench::foreigner_2023() : bench::rare()).card.record();
    const auto changes = random() % 20;
    for (unsigned i = 0; i < changes; ++i) {
      record[random() % record.size()] = static_cast<std::uint8_t>(random());
    }
    if (decode(record)) ++read;
  }
  // Undamaged ones are among them.
  CHECK(read > 5'000);
  CHECK(read < 60'000);
}
