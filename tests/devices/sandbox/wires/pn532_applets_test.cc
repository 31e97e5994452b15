// SPDX-License-Identifier: GPL-3.0-or-later
// Cards that compute, under the real libnfc.
#include <catch2/catch.hpp>
#include <chrono>
#include <string>

#include "devices/sandbox/wires/pn532_line.h"
#include "devices/sandbox/wires/staff_ca.h"
#include "tests/devices/sandbox/wires/badge_signature.h"
#include "tests/devices/sandbox/wires/libnfc_reader.h"
#include "tests/devices/sandbox/wires/passport_terminal.h"
#include "tests/files.h"

using namespace sandbox;

namespace {

Bytes easy(LibnfcReader& reader, const Bytes& apdu) { return reader.transceive(apdu, 1000).bytes; }

Bytes without_status(const Bytes& answer) {
  return answer.size() < 2 ? Bytes() : Bytes(answer.begin(), answer.end() - 2);
}

const Bytes kSelectPiv{0x00, 0xa4, 0x04, 0x00, 0x09, 0xa0, 0x00, 0x00,
                       0x03, 0x08, 0x00, 0x00, 0x10, 0x00, 0x00};
const Bytes kGetCertificate{0x00, 0xcb, 0x3f, 0xff, 0x05, 0x5c, 0x03, 0x5f, 0xc1, 0x01, 0x00};

}  // namespace

TEST_CASE("a staff badge gives its whole certificate and signs a challenge") {
  const files::Folder scratch;
  Pn532Line line(scratch / "reader");
  LibnfcReader reader(line.path());
  REQUIRE(reader.begin());
  const std::chrono::sys_days from = std::chrono::year{2026} / 1 / 1;
  const std::chrono::sys_days to = std::chrono::year{2036} / 1 / 1;
  const StaffBadgeCard badge = StaffCa::make(from, to).badge("Practice nurse", from, to);
  line.lay(badge);
  nfc_target target{};
  REQUIRE(reader.select(NMT_ISO14443A, &target) == 1);
  CHECK(target.nti.nai.btSak == 0x20);
  const std::size_t ats = target.nti.nai.szAtsLen;  // packed: no reference may be bound to it
  CHECK(ats == 4);

  CHECK(easy(reader, kGetCertificate) == Bytes{0x6d, 0x00});
  REQUIRE(easy(reader, kSelectPiv).size() == 21);
  // 258 bytes: more than a normal frame of the PN532 holds.
  Bytes part = easy(reader, kGetCertificate);
  REQUIRE(part.size() == 258);
  Bytes object = without_status(part);
  while (part.size() >= 2 && part[part.size() - 2] == 0x61) {
    part = easy(reader, {0x00, 0xc0, 0x00, 0x00, part.back()});
    object = joined({object, without_status(part)});
  }
  CHECK(object ==
        ber(0x53, joined({ber(0x70, badge.certificate), ber(0x71, Bytes{0x00}), ber(0xfe, {})})));

  const Bytes digest(32, 0x42);
  const Bytes answer = easy(
      reader,
      joined({{0x00, 0x87, 0x11, 0x9e, 0x26, 0x7c, 0x24, 0x82, 0x00, 0x81, 0x20}, digest, {0x00}}));
  REQUIRE(answer.size() > 70);
  const Bytes signature(answer.begin() + 4, answer.end() - 2);
  CHECK(has_signed(badge, digest, signature));
  CHECK_FALSE(has_signed(badge, Bytes(32, 0x43), signature));

  // Control: lifted and laid again, it has forgotten what was selected.
  line.lift();
  line.lay(badge);
  REQUIRE(reader.select(NMT_ISO14443A) == 1);
  CHECK(easy(reader, kGetCertificate) == Bytes{0x6d, 0x00});
}

TEST_CASE("a passport of either type opens to its printed lines and gives them under seal") {
  const files::Folder scratch;
  Pn532Line line(scratch / "reader");
  LibnfcReader reader(line.path());
  REQUIRE(reader.begin());
  // The specimen of ICAO Doc 9303, of the state of Utopia.
  const std::string lines =
      "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
      "L898902C36UTO7408122F1204159ZE184226B<<<<<10";
  const Bytes select{0x00, 0xa4, 0x04, 0x0c, 0x07, 0xa0, 0x00, 0x00, 0x02, 0x47, 0x10, 0x01};
  const Bytes get_challenge{0x00, 0x84, 0x00, 0x00, 0x08};
  for (const auto type : {PassportCard::Type::a, PassportCard::Type::b}) {
    line.lay(PassportCard{.type = type, .lines = lines});
    const bool a = type == PassportCard::Type::a;
    REQUIRE(reader.select(a ? NMT_ISO14443A : NMT_ISO14443B) == 1);
    REQUIRE(easy(reader, select) == Bytes{0x90, 0x00});
    CHECK(easy(reader, {0x00, 0xb0, 0x81, 0x00, 0x04}) == Bytes{0x69, 0x82});

    PassportTerminal terminal(lines);
    const Bytes challenge = without_status(easy(reader, get_challenge));
    REQUIRE(challenge.size() == 8);
    REQUIRE(terminal.begin(without_status(easy(reader, terminal.authenticate(challenge)))));
    CHECK(terminal.opened(easy(reader, terminal.select(0x01, 0x01))) == Bytes{0x90, 0x00});
    const auto read = terminal.opened(easy(reader, terminal.read(5, 88)));
    REQUIRE(read);
    CHECK(std::string(read->begin(), read->end() - 2) == lines);

    // Control: the field was gone, and with it the session.
    reader.reset_field();
    REQUIRE(reader.select(a ? NMT_ISO14443A : NMT_ISO14443B) == 1);
    CHECK(easy(reader, terminal.read(5, 88)) == Bytes{0x69, 0x85});
    line.lift();
  }
}
