// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/card_record.h"

#include <array>
#include <catch2/catch.hpp>
#include <random>
#include <span>
#include <string>
#include <string_view>

#include "tests/devices/reader/bench.h"

namespace {

using devices::reader::CardLayout;
using devices::reader::decode_card_text;
using devices::reader::identity_of;
using devices::reader::RecordTrouble;
using devices::reader::Sex;
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
  CHECK(trouble_with_unit(60, 0xD840) == std::nullopt);  // the address: nobody is known by it
}

// A card of blanks on which fields are put by hand, at the published offsets.
class Handmade {
 public:
  Handmade() {
    for (std::size_t i = 0; i < bytes_.size(); i += 2) bytes_[i] = 0x20;
  }
  Handmade& put(std::size_t at, std::u16string_view text) {
    for (const char16_t unit : text) {
      bytes_.at(at++) = static_cast<std::uint8_t>(unit & 0xFF);
      bytes_.at(at++) = static_cast<std::uint8_t>(unit >> 8);
    }
    return *this;
  }
  // Fills a field from its first unit to its last: a neighbour read one unit off shows.
  Handmade& fill(std::size_t at, std::size_t size, char16_t first) {
    std::u16string text;
    for (std::size_t i = 0; i < size / 2; ++i) text += static_cast<char16_t>(first + i % 20);
    return put(at, text);
  }
  auto decode() const { return decode_card_text(std::span<const std::uint8_t, 256>(bytes_)); }

 private:
  std::array<std::uint8_t, 256> bytes_{};
};

std::string filled(std::size_t size, char first) {
  std::string text;
  for (std::size_t i = 0; i < size / 2; ++i)
    text += static_cast<char>(first + static_cast<int>(i % 20));
  return text;
}

TEST_CASE("every field of a resident's card comes from its place") {
  const auto number = bench::with_check("99010119380412002");
  const auto record = Handmade()
                          .fill(0, 30, u'A')
                          .put(30, u"2")
                          .put(32, u"05")
                          .put(36, u"19380412")
                          .fill(52, 70, u'a')
                          .put(122, bench::wide(number))
                          .fill(158, 30, u'C')
                          .put(188, u"20100101")
                          .put(204, u"20300102")
                          .decode();
  REQUIRE(record);
  CHECK(record->layout == CardLayout::resident);
  CHECK(record->name.reveal() == filled(30, 'A'));
  CHECK(record->sex == Sex::female);
  CHECK(record->ethnic_code.reveal() == "05");
  CHECK(record->ethnic_group.reveal() == "维吾尔");
  CHECK(record->birth == year{1938} / 4 / 12);
  CHECK(record->address.reveal() == filled(70, 'a'));
  CHECK(record->number.reveal() == number);
  CHECK(record->issuer.reveal() == filled(30, 'C'));
  CHECK(record->valid_from == year{2010} / 1 / 1);
  CHECK(record->valid_until == year{2030} / 1 / 2);
  CHECK(record->latin_name.empty());
  CHECK(record->pass_number.empty());
  CHECK(record->nationality.empty());
  CHECK(record->issue_count.empty());
}

TEST_CASE("every field of a permit for Hong Kong, Macau and Taiwan comes from its place") {
  const auto number = bench::with_check("81000019550506007");
  const auto record = Handmade()
                          .put(0, u"陈测试")
                          .put(30, u"1")
                          .put(36, u"19550506")
                          .fill(52, 70, u'a')
                          .put(122, bench::wide(number))
                          .fill(158, 30, u'C')
                          .put(188, u"20190101")
                          .put(204, u"20240101")
                          .put(220, u"H12345678")
                          .put(238, u"03")
                          .fill(242, 6, u'x')
                          .put(248, u"J")
                          .decode();
  REQUIRE(record);
  CHECK(record->layout == CardLayout::hmt_permit);
  CHECK(record->name.reveal() == "陈测试");
  CHECK(record->sex == Sex::male);
  CHECK(record->birth == year{1955} / 5 / 6);
  CHECK(record->address.reveal() == filled(70, 'a'));
  CHECK(record->number.reveal() == number);
  CHECK(record->issuer.reveal() == filled(30, 'C'));
  CHECK(record->valid_from == year{2019} / 1 / 1);
  CHECK(record->valid_until == year{2024} / 1 / 1);
  CHECK(record->pass_number.reveal() == "H12345678");
  CHECK(record->issue_count.reveal() == "03");
  CHECK(record->ethnic_code.empty());
  CHECK(record->ethnic_group.empty());
}

TEST_CASE("every field of a foreigner's card of 2017 comes from its place") {
  const auto record = Handmade()
                          .fill(0, 120, u'A')
                          .put(120, u"2")
                          .put(122, u"XAA990101600101")
                          .put(152, u"XAB")
                          .put(158, u"样玛丽样玛丽样玛丽样玛丽样玛丽")
                          .put(188, u"20180102")
                          .put(204, u"20280103")
                          .put(220, u"19600104")
                          .put(236, u"07")
                          .put(240, u"9901")
                          .put(248, u"I")
                          .fill(250, 6, u'x')
                          .decode();
  REQUIRE(record);
  CHECK(record->layout == CardLayout::foreigner_2017);
  CHECK(record->latin_name.reveal() == filled(120, 'A'));
  CHECK(record->sex == Sex::female);
  CHECK(record->number.reveal() == "XAA990101600101");
  CHECK(record->nationality.reveal() == "XAB");
  CHECK(record->name.reveal() == "样玛丽样玛丽样玛丽样玛丽样玛丽");
  CHECK(record->valid_from == year{2018} / 1 / 2);
  CHECK(record->valid_until == year{2028} / 1 / 3);
  CHECK(record->birth == year{1960} / 1 / 4);
  CHECK(record->version.reveal() == "07");
  CHECK(record->issuer.reveal() == "9901");
  CHECK(record->address.empty());
}

TEST_CASE("every field of a foreigner's card of 2023 comes from its place") {
  const auto number = bench::with_check("99010119620304005");
  const auto record = Handmade()
                          .put(0, u"样约翰样约翰样约翰样约翰样约翰")
                          .put(30, u"1")
                          .put(32, u"02")
                          .put(36, u"19620304")
                          .fill(52, 70, u'A')
                          .put(122, bench::wide(number))
                          .fill(158, 30, u'x')
                          .put(188, u"20240102")
                          .put(204, u"20340103")
                          .fill(220, 22, u'a')
                          .put(242, u"XAB")
                          .put(248, u"Y")
                          .put(250, u"101")
                          .decode();
  REQUIRE(record);
  CHECK(record->layout == CardLayout::foreigner_2023);
  CHECK(record->name.reveal() == "样约翰样约翰样约翰样约翰样约翰");
  CHECK(record->sex == Sex::male);
  CHECK(record->issue_count.reveal() == "02");
  CHECK(record->birth == year{1962} / 3 / 4);
  CHECK(record->latin_name.reveal() == filled(70, 'A') + filled(22, 'a'));
  CHECK(record->number.reveal() == number);
  CHECK(record->valid_from == year{2024} / 1 / 2);
  CHECK(record->valid_until == year{2034} / 1 / 3);
  CHECK(record->nationality.reveal() == "XAB");
  CHECK(record->former_number.reveal() == "101");
  CHECK(record->issuer.empty());
  CHECK(record->ethnic_code.empty());
}

TEST_CASE("blank remarks cost nobody the card; a blank name does") {
  auto person = bench::wang();
  auto& text = std::get<sandbox::ResidentText>(person.card.text);
  text.nation = u"";
  text.address = u"";
  text.organ = u"";
  const auto record = decode(person);
  REQUIRE(record);
  CHECK(record->ethnic_code.empty());
  CHECK(record->ethnic_group.empty());
  CHECK(record->address.empty());
  CHECK(record->issuer.empty());
  CHECK(record->name.reveal() == person.name);
  text.name = u"";
  CHECK(decode(person).error() == RecordTrouble::name);

  auto foreigner = bench::foreigner_2017();
  std::get<sandbox::Foreigner2017Text>(foreigner.card.text).chinese_name = u"";
  CHECK(identity(foreigner).name.reveal() == foreigner.name);
  std::get<sandbox::Foreigner2017Text>(foreigner.card.text).english_name = u"";
  CHECK(decode(foreigner).error() == RecordTrouble::name);
}

TEST_CASE("a code that no ethnic group has is kept, without a name") {
  auto person = bench::wang();
  std::get<sandbox::ResidentText>(person.card.text).nation = u"77";
  const auto record = decode(person);
  REQUIRE(record);
  CHECK(record->ethnic_code.reveal() == "77");
  CHECK(record->ethnic_group.empty());
}

TEST_CASE("an address that is cut inside a character keeps the rest") {
  auto bytes = bench::wang().card.record();
  bytes[120] = 0x40;
  bytes[121] = 0xD8;  // the field's last unit begins a pair
  const auto record = decode(bytes);
  REQUIRE(record);
  const auto address = std::string(record->address.reveal());
  CHECK(address.starts_with("样例省样例市样例区样例路1号"));
  CHECK(address.ends_with("\uFFFD"));
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
