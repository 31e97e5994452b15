// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/wires/card.h"

#include <array>
#include <catch2/catch.hpp>
#include <string>

using namespace sandbox;

namespace {

// The units of one field: `offset` and `length` in bytes, as the tables of docs/wire.md give them.
std::u16string field(const Bytes& record, std::size_t offset, std::size_t length) {
  std::u16string text;
  for (std::size_t i = offset; i < offset + length; i += 2) {
    text.push_back(static_cast<char16_t>(record[i] | record[i + 1] << 8));
  }
  return text;
}

std::u16string padded(std::u16string text, std::size_t length) {
  text.resize(length / 2, u' ');
  return text;
}

}  // namespace

TEST_CASE("a resident's record holds each field at its offset, padded with U+0020") {
  const ResidentCard card{.text = ResidentText{.name = u"测试甲",
                                               .sex = u"1",
                                               .nation = u"01",
                                               .birth = u"19380412",
                                               .address = u"示例省样本市测试区一号",
                                               .number = u"990101193804120011",
                                               .organ = u"样本市公安局",
                                               .valid_from = u"20100101",
                                               .valid_to = u"长期"}};
  const Bytes record = card.record();
  REQUIRE(record.size() == 256);
  CHECK(field(record, 0, 30) == padded(u"测试甲", 30));
  CHECK(field(record, 30, 2) == u"1");
  CHECK(field(record, 32, 4) == u"01");
  CHECK(field(record, 36, 16) == u"19380412");
  CHECK(field(record, 52, 70) == padded(u"示例省样本市测试区一号", 70));
  CHECK(field(record, 122, 36) == u"990101193804120011");
  CHECK(field(record, 158, 30) == padded(u"样本市公安局", 30));
  CHECK(field(record, 188, 16) == u"20100101");
  CHECK(field(record, 204, 16) == padded(u"长期", 16));
  CHECK(field(record, 220, 28) == padded(u"", 28));
  CHECK(field(record, 248, 2) == u" ");
  CHECK(field(record, 250, 6) == padded(u"", 6));
  // Little-endian: 测 is U+6D4B.
  CHECK((record[0] == 0x4b && record[1] == 0x6d));
}

TEST_CASE("a permit's record has no nation, a pass number and the flag J") {
  const ResidentCard card{.text = PermitText{.name = u"测试乙",
                                             .sex = u"2",
                                             .birth = u"19451130",
                                             .address = u"示例市测试路二号",
                                             .number = u"990101194511300021",
                                             .organ = u"样本市公安局",
                                             .valid_from = u"20200101",
                                             .valid_to = u"20250101",
                                             .pass_number = u"H99010101",
                                             .issue_count = u"02"}};
  const Bytes record = card.record();
  REQUIRE(record.size() == 256);
  CHECK(field(record, 32, 4) == u"  ");
  CHECK(field(record, 122, 36) == u"990101194511300021");
  CHECK(field(record, 204, 16) == u"20250101");
  CHECK(field(record, 220, 18) == u"H99010101");
  CHECK(field(record, 238, 4) == u"02");
  CHECK(field(record, 242, 6) == u"   ");
  CHECK(field(record, 248, 2) == u"J");
}

TEST_CASE("a foreigner's record of 2017 begins with the English name and bears the flag I") {
  const ResidentCard card{.text = Foreigner2017Text{.english_name = u"SAMPLE, PERSON",
                                                    .sex = u"2",
                                                    .number = u"XXA990101520101",
                                                    .nationality = u"XXA",
                                                    .chinese_name = u"样本",
                                                    .valid_from = u"20180101",
                                                    .valid_to = u"20280101",
                                                    .birth = u"19520101",
                                                    .version = u"01",
                                                    .organ_code = u"9901"}};
  const Bytes record = card.record();
  REQUIRE(record.size() == 256);
  CHECK(field(record, 0, 120) == padded(u"SAMPLE, PERSON", 120));
  CHECK(field(record, 120, 2) == u"2");
  CHECK(field(record, 122, 30) == u"XXA990101520101");
  CHECK(field(record, 152, 6) == u"XXA");
  CHECK(field(record, 158, 30) == padded(u"样本", 30));
  CHECK(field(record, 188, 16) == u"20180101");
  CHECK(field(record, 204, 16) == u"20280101");
  CHECK(field(record, 220, 16) == u"19520101");
  CHECK(field(record, 236, 4) == u"01");
  CHECK(field(record, 240, 8) == u"9901");
  CHECK(field(record, 248, 2) == u"I");
}

TEST_CASE("a foreigner's record of 2023 splits a long English name and bears the flag Y") {
  const std::u16string name = u"SAMPLE-WITH-A-VERY-LONG-FAMILY-NAME, PERSON";
  REQUIRE(name.size() == 43);
  const ResidentCard card{.text = Foreigner2023Text{.chinese_name = u"样本",
                                                    .sex = u"1",
                                                    .renewals = u"01",
                                                    .birth = u"19520229",
                                                    .english_name = name,
                                                    .number = u"990101195202290055",
                                                    .valid_from = u"20240101",
                                                    .valid_to = u"20340101",
                                                    .nationality = u"XXA",
                                                    .former_number = u"101"}};
  const Bytes record = card.record();
  REQUIRE(record.size() == 256);
  CHECK(field(record, 0, 30) == padded(u"样本", 30));
  CHECK(field(record, 30, 2) == u"1");
  CHECK(field(record, 32, 4) == u"01");
  CHECK(field(record, 36, 16) == u"19520229");
  CHECK(field(record, 52, 70) == name.substr(0, 35));
  CHECK(field(record, 122, 36) == u"990101195202290055");
  CHECK(field(record, 158, 30) == padded(u"", 30));
  CHECK(field(record, 188, 16) == u"20240101");
  CHECK(field(record, 204, 16) == u"20340101");
  CHECK(field(record, 220, 22) == padded(name.substr(35), 22));
  CHECK(field(record, 242, 6) == u"XXA");
  CHECK(field(record, 248, 2) == u"Y");
  CHECK(field(record, 250, 6) == u"101");
}

TEST_CASE("a rare character is stored as a pair, and a field too short cuts before it") {
  const auto named = [](std::u16string name) {
    return ResidentCard{.text = ResidentText{.name = std::move(name)}}.record();
  };
  // U+20BB7, then one of the private use area.
  CHECK(field(named(u"\U00020BB7\uE86C"), 0, 30) == padded(u"\xd842\xdfb7\xe86c", 30));
  const std::u16string fourteen(14, u'测');
  CHECK(field(named(fourteen + u"\U00020BB7"), 0, 30) == fourteen + u" ");
  // Control: one unit fewer before it, and it fits.
  CHECK(field(named(fourteen.substr(1) + u"\U00020BB7"), 0, 30) ==
        fourteen.substr(1) + u"\xd842\xdfb7");
  CHECK(field(named(u""), 0, 30) == padded(u"", 30));
  CHECK(field(named(std::u16string(40, u'测')), 30, 2) == u"1");
}

TEST_CASE("photo, fingerprints and new address have their lengths") {
  ResidentCard card;
  CHECK(card.photo().size() == 1024);
  const Bytes photo = card.photo();
  CHECK(std::string(photo.begin(), photo.begin() + 3) == "WLf");
  for (const std::uint16_t count : std::array<std::uint16_t, 3>{0, 512, 1024}) {
    card.fingerprint_bytes = count;
    CHECK(card.fingerprints().size() == count);
  }
  CHECK(card.address_record().empty());
  card.new_address = u"示例省样本市测试区新村三号";
  REQUIRE(card.address_record().size() == 70);
  CHECK(field(card.address_record(), 0, 70) == padded(card.new_address, 70));
}
