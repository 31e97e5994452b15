// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>
#include <cstring>
#include <string>

#include "devices/sandbox/wires/pn532_line.h"
#include "tests/devices/sandbox/wires/libnfc_reader.h"
#include "tests/files.h"

using namespace sandbox;

namespace {

const ResidentCard kCard{.uid = {0x99, 0x01, 0x01, 0x11, 0x22, 0x33, 0x44, 0x55}};
const Bytes kUid(kCard.uid.begin(), kCard.uid.end());

// libnfc's targets are packed: no reference may be bound to a member.
std::size_t ats_length(const nfc_target& target) { return target.nti.nai.szAtsLen; }

Bytes easy(LibnfcReader& reader, const Bytes& apdu) { return reader.transceive(apdu).bytes; }

}  // namespace

TEST_CASE("a type-B card of the standard is found by the firmware and keeps its UID") {
  const files::Folder scratch;
  Pn532Line line(scratch / "reader");
  LibnfcReader reader(line.path());
  REQUIRE(reader.begin());
  line.lay(TypeBCard{});
  nfc_target target{};
  REQUIRE(reader.select(NMT_ISO14443B, &target) == 1);
  CHECK(std::memcmp(target.nti.nbi.abtPupi, "\x99\x01\x00\x0b", 4) == 0);
  CHECK(reader.select(NMT_ISO14443A) == 0);
  reader.speak_raw_b();
  REQUIRE(reader.reqb().result == 12);
  CHECK(reader.transceive({0x1d, 0x99, 0x01, 0x00, 0x0b, 0x00, 0x08, 0x01, 0x08}).result == 1);
  CHECK(reader.uid_command().result == NFC_ERFTRANS);
}

TEST_CASE("a hospital card shows its UID and nothing else") {
  const files::Folder scratch;
  Pn532Line line(scratch / "reader");
  LibnfcReader reader(line.path());
  REQUIRE(reader.begin());
  nfc_target target{};
  for (const Bytes& uid : {Bytes{0x99, 0x01, 0x01, 0x0c}, Bytes{0x04, 0x99, 1, 1, 2, 3, 4}}) {
    line.lay(MifareCard{uid});
    REQUIRE(reader.select(NMT_ISO14443A, &target) == 1);
    CHECK(Bytes(target.nti.nai.abtUid, target.nti.nai.abtUid + target.nti.nai.szUidLen) == uid);
    CHECK(target.nti.nai.btSak == 0x08);
    CHECK(ats_length(target) == 0);
    // Authentication with a factory key, then a read without it.
    CHECK(reader.transceive({0x60, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0}).result <
          0);
    CHECK(reader.transceive({0x30, 0x00}).result < 0);
    line.lift();
  }
  CHECK(reader.select(NMT_ISO14443A) == 0);
}

TEST_CASE("a social security card answers the open script") {
  const files::Folder scratch;
  Pn532Line line(scratch / "reader");
  LibnfcReader reader(line.path());
  REQUIRE(reader.begin());
  SocialSecurityCard card;
  card.number = "990101193804120011";
  card.name = u"测试甲";
  line.lay(card);
  nfc_target target{};
  REQUIRE(reader.select(NMT_ISO14443A, &target) == 1);
  CHECK(target.nti.nai.btSak == 0x20);
  CHECK(ats_length(target) == 4);

  // Control: no record before the application is selected.
  CHECK(easy(reader, {0x00, 0xb2, 0x07, 0x2c, 0x0b}) == Bytes{0x69, 0x86});
  CHECK(easy(reader, {0x00, 0xa4, 0x04, 0x00, 0x0f, 0x73, 0x78, 0x31, 0x2e, 0x73,
                      0x68, 0x2e, 0xc9, 0xe7, 0xbb, 0xe1, 0xb1, 0xa3, 0xd5, 0xcf}) ==
        Bytes{0x90, 0x00});
  CHECK(easy(reader, {0x00, 0xb2, 0x07, 0x2c, 0x0b}) ==
        Bytes{0x07, 0x09, 'X', 'A', '0', '0', '0', '0', '0', '0', '1', 0x90, 0x00});
  CHECK(easy(reader, {0x00, 0xa4, 0x02, 0x00, 0x02, 0xef, 0x06}) == Bytes{0x90, 0x00});
  const Bytes number = easy(reader, {0x00, 0xb2, 0x08, 0x00, 0x14});
  REQUIRE(number.size() == 22);
  CHECK(std::string(number.begin() + 2, number.end() - 2) == card.number);
  const Bytes name = easy(reader, {0x00, 0xb2, 0x09, 0x00, 0x20});
  REQUIRE(name.size() == 34);
  // 测试甲 in GBK.
  CHECK(Bytes(name.begin(), name.begin() + 9) ==
        Bytes{0x09, 0x1e, 0xb2, 0xe2, 0xca, 0xd4, 0xbc, 0xd7, 0x00});
  CHECK(easy(reader, {0x00, 0xb2, 0x0a, 0x00, 0x03}) == Bytes{0x0a, 0x01, '1', 0x90, 0x00});
  CHECK(easy(reader, {0x00, 0xb2, 0x0b, 0x00, 0x03}) == Bytes{0x0b, 0x01, 0x01, 0x90, 0x00});
  CHECK(easy(reader, {0x00, 0xb2, 0x0c, 0x00, 0x05}) ==
        Bytes{0x0c, 0x03, 0x99, 0x01, 0x01, 0x90, 0x00});
  CHECK(easy(reader, {0x00, 0xb2, 0x0d, 0x00, 0x06}) ==
        Bytes{0x0d, 0x04, 0x19, 0x38, 0x04, 0x12, 0x90, 0x00});
  CHECK(easy(reader, {0x00, 0xb2, 0x0e, 0x00, 0x06}) == Bytes{0x6a, 0x83});

  // Control: a card that was lifted and laid again has forgotten what was selected.
  line.lift();
  line.lay(card);
  CHECK(reader.transceive({0x00, 0xb2, 0x08, 0x00, 0x14}).result < 0);
  REQUIRE(reader.select(NMT_ISO14443A) == 1);
  CHECK(easy(reader, {0x00, 0xb2, 0x08, 0x00, 0x14}) == Bytes{0x69, 0x86});
}

TEST_CASE("a passport of either type takes its application's name and keeps its files") {
  const files::Folder scratch;
  Pn532Line line(scratch / "reader");
  LibnfcReader reader(line.path());
  REQUIRE(reader.begin());
  const Bytes select{0x00, 0xa4, 0x04, 0x0c, 0x07, 0xa0, 0x00, 0x00, 0x02, 0x47, 0x10, 0x01};
  for (const auto type : {PassportCard::Type::a, PassportCard::Type::b}) {
    line.lay(PassportCard{.type = type});
    const bool a = type == PassportCard::Type::a;
    CHECK(reader.select(a ? NMT_ISO14443B : NMT_ISO14443A) == 0);
    REQUIRE(reader.select(a ? NMT_ISO14443A : NMT_ISO14443B) == 1);
    CHECK(easy(reader, select) == Bytes{0x90, 0x00});
    CHECK(easy(reader, {0x00, 0x84, 0x00, 0x00, 0x08}).size() == 10);
    CHECK(easy(reader, {0x00, 0xb0, 0x9e, 0x00, 0x04}) == Bytes{0x69, 0x82});
    Bytes other = select;
    other.back() = 0x02;
    CHECK(easy(reader, other) == Bytes{0x6a, 0x82});  // control: another application
    line.lift();
  }
}

TEST_CASE("cards lie side by side: each type is found, two identity cards collide") {
  const files::Folder scratch;
  Pn532Line line(scratch / "reader");
  LibnfcReader reader(line.path());
  REQUIRE(reader.begin());
  line.lay(kCard);
  line.lay(MifareCard{});
  CHECK(reader.select(NMT_ISO14443A) == 1);
  CHECK(reader.select(NMT_ISO14443B) == 1);
  CHECK(reader.read_uid() == kUid);

  line.lay(ResidentCard{});
  reader.speak_raw_b();
  CHECK(reader.reqb().result == NFC_ERFTRANS);
  CHECK(reader.select(NMT_ISO14443B) == 0);
}
