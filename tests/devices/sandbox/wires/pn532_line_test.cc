// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/wires/pn532_line.h"

#include <catch2/catch.hpp>
#include <cstring>
#include <string>
#include <thread>

#include "tests/devices/sandbox/wires/libnfc_reader.h"
#include "tests/devices/sandbox/wires/soon.h"
#include "tests/files.h"

// Exported by libnfc and missing from its headers.
extern "C" int pn53x_transceive(nfc_device*, const std::uint8_t*, std::size_t, std::uint8_t*,
                                std::size_t, int);

using namespace sandbox;

namespace {

const ResidentCard kCard{.uid = {0x99, 0x01, 0x01, 0x11, 0x22, 0x33, 0x44, 0x55}};
const Bytes kUid(kCard.uid.begin(), kCard.uid.end());

}  // namespace

TEST_CASE("libnfc opens the line, names the chip, and puts it to sleep when it leaves") {
  const files::Folder scratch;
  Pn532Line line(scratch / "reader");
  REQUIRE(line.stats().asleep);
  LibnfcReader reader(line.path());
  REQUIRE(reader.is_open());
  char* about = nullptr;
  REQUIRE(nfc_device_get_information_about(reader.device(), &about) >= 0);
  CHECK(std::string(about).find("PN532 v1.6") != std::string::npos);
  nfc_free(about);
  CHECK_FALSE(line.stats().asleep);
  REQUIRE(reader.begin());
  CHECK(line.stats().field);
  reader.close();
  CHECK(line.stats().asleep);
  CHECK_FALSE(line.stats().field);
  CHECK(line.stats().bad_frames == 0);

  // Control: nothing lies behind another path.
  CHECK_FALSE(LibnfcReader(scratch / "nobody").is_open());
}

TEST_CASE("an identity card gives its UID to raw frames") {
  const files::Folder scratch;
  Pn532Line line(scratch / "reader");
  LibnfcReader reader(line.path());
  REQUIRE(reader.begin());
  reader.speak_raw_b();

  // Control: without a card the chip reports a time-out, and the UID cannot be had.
  CHECK(reader.reqb().result == NFC_ERFTRANS);
  CHECK_FALSE(reader.read_uid());

  line.lay(kCard);
  CHECK(reader.reqb().bytes == Bytes{0x50, 0, 0, 0, 0, 0xd1, 0x03, 0x86, 0x0c, 0x00, 0x80, 0x80});
  // Control: the card answers the UID command after ATTRIB only.
  CHECK(reader.uid_command().result == NFC_ERFTRANS);
  CHECK(reader.attrib().bytes == Bytes{0x08});
  Bytes expected = kUid;
  expected.insert(expected.end(), {0x90, 0x00});
  CHECK(reader.uid_command().bytes == expected);
  CHECK(line.stats().uids_read == 1);

  line.lift();
  CHECK_FALSE(reader.read_uid());
}

TEST_CASE("each ATQB seen on real cards can be laid down") {
  const files::Folder scratch;
  Pn532Line line(scratch / "reader");
  LibnfcReader reader(line.path());
  REQUIRE(reader.begin());
  for (const Atqb atqb : {Atqb::d103860c, Atqb::d1038607, Atqb::d1038605, Atqb::d1030081}) {
    ResidentCard card = kCard;
    card.atqb = atqb;
    line.lay(card);
    reader.reset_field();
    reader.speak_raw_b();
    const auto seen = atqb_bytes(atqb);
    CHECK(reader.reqb().bytes == Bytes(seen.begin(), seen.end()));
    CHECK(reader.read_uid() == kUid);
    line.lift();
  }
}

TEST_CASE("the firmware's own search finds an identity card, and then cannot talk to it") {
  const files::Folder scratch;
  Pn532Line line(scratch / "reader");
  LibnfcReader reader(line.path());
  REQUIRE(reader.begin());
  CHECK(reader.select(NMT_ISO14443B) == 0);  // control: no card, no target

  line.lay(kCard);
  nfc_target target{};
  REQUIRE(reader.select(NMT_ISO14443B, &target) == 1);
  CHECK(target.nti.nbi.abtApplicationData[0] == 0xd1);
  CHECK(target.nti.nbi.ui8CardIdentifier == 0x08);
  CHECK(reader.transceive({0x00, 0x36, 0x00, 0x00, 0x08}).result == NFC_ERFTRANS);
  reader.speak_raw_b();
  CHECK(reader.read_uid() == kUid);

  line.arm(Pn532Fault::strict_attrib);
  CHECK(reader.select(NMT_ISO14443B) == 0);
  reader.speak_raw_b();
  CHECK(reader.read_uid() == kUid);
  CHECK(reader.select(NMT_ISO14443B) == 1);  // control: the fault was for one search
}

TEST_CASE("a card loses what it knew when the field goes off") {
  const files::Folder scratch;
  Pn532Line line(scratch / "reader");
  LibnfcReader reader(line.path());
  REQUIRE(reader.begin());
  line.lay(kCard);
  reader.speak_raw_b();
  REQUIRE(reader.reqb().result == 12);
  REQUIRE(reader.attrib().result == 1);
  REQUIRE(reader.uid_command().result == 10);
  CHECK(reader.uid_command().result == 10);  // control: it still knows
  reader.reset_field();
  CHECK(reader.uid_command().result == NFC_ERFTRANS);
  CHECK(line.stats().field_offs == 1);

  reader.set(NP_ACTIVATE_FIELD, false);
  CHECK(reader.reqb().result == NFC_ERFTRANS);
  reader.set(NP_ACTIVATE_FIELD, true);
  CHECK(reader.reqb().result == 12);
}

TEST_CASE("a host that makes the CRC itself is understood, one that makes it wrong is not") {
  const files::Folder scratch;
  Pn532Line line(scratch / "reader");
  LibnfcReader reader(line.path());
  REQUIRE(reader.begin());
  line.lay(kCard);
  reader.speak_raw_b();
  reader.set(NP_HANDLE_CRC, false);
  const auto answer = reader.transceive({0x05, 0x00, 0x00, 0x71, 0xff});
  REQUIRE(answer.result == 14);  // the card's CRC comes along
  CHECK(reader.transceive({0x05, 0x00, 0x00, 0x71, 0xfe}).result == NFC_ERFTRANS);
  CHECK(reader.transceive({0x1d, 0, 0, 0, 0, 0x00, 0x08, 0x01, 0x08, 0xf3, 0x10}).result == 3);
  CHECK(reader.transceive({0x00, 0x36, 0x00, 0x00, 0x08, 0x57, 0x44}).result == 12);
}

TEST_CASE("a radio left at type A reaches no type-B card") {
  const files::Folder scratch;
  Pn532Line line(scratch / "reader");
  LibnfcReader reader(line.path());
  REQUIRE(reader.begin());
  line.lay(kCard);
  reader.set(NP_EASY_FRAMING, false);
  CHECK(reader.reqb().result == NFC_ERFTRANS);
  reader.speak_raw_b();
  CHECK(reader.reqb().result == 12);
}

TEST_CASE("at full modulation depth REQB is not heard; registers or a firmware search cure it") {
  const files::Folder scratch;
  Pn532Line line(scratch / "reader");
  LibnfcReader reader(line.path());
  REQUIRE(reader.begin());
  line.lay(kCard);
  line.arm(Pn532Fault::strict_analog, kUntilDisarmed);
  reader.speak_raw_b();
  CHECK(reader.reqb().result == NFC_ERFTRANS);  // nfc_initiator_init left 100 % ASK on

  SECTION("by writing the registers") {
    const Bytes registers{0x08, 0x63, 0x05, 0x00, 0x63, 0x02, 0x83, 0x63,
                          0x03, 0x83, 0x63, 0x0e, 0x03, 0x63, 0x19, 0x18};
    REQUIRE(pn53x_transceive(reader.device(), registers.data(), registers.size(), nullptr, 0,
                             200) >= 0);
    CHECK(reader.reqb().result == 12);
  }
  SECTION("by a firmware search for type B") {
    CHECK(reader.select(NMT_ISO14443B) == 1);
    reader.speak_raw_b();
    CHECK(reader.reqb().result == 12);
    // Control: a search for type A spoils it again.
    CHECK(reader.select(NMT_ISO14443A) == 0);
    reader.speak_raw_b();
    CHECK(reader.reqb().result == NFC_ERFTRANS);
  }
}

TEST_CASE("an endless search that the host gave up on breaks a later command when a card comes") {
  const files::Folder scratch;
  Pn532Line line(scratch / "reader");
  LibnfcReader reader(line.path());
  REQUIRE(reader.begin());
  REQUIRE(reader.set(NP_INFINITE_SELECT, true));
  CHECK(reader.select(NMT_ISO14443B) == NFC_ETIMEOUT);
  CHECK(line.stats().pending);

  // A second search, sent while the chip is still at the first; then the card comes.
  const auto heard = line.stats().bytes_in;
  int result = 0;
  std::thread next([&] { result = reader.select(NMT_ISO14443B); });
  CHECK(soon([&] { return line.stats().bytes_in > heard; }));
  line.lay(kCard);
  next.join();
  CHECK(result == NFC_EIO);  // the late answer stands where its ACK should be

  // Control: with a finite search the same order of events reads the card.
  line.lift();
  LibnfcReader second(line.path());
  REQUIRE(second.begin());
  CHECK(second.select(NMT_ISO14443B) == 0);
  CHECK_FALSE(line.stats().pending);
  line.lay(kCard);
  CHECK(second.select(NMT_ISO14443B) == 1);
}

TEST_CASE("an endless search ends when its card comes") {
  const files::Folder scratch;
  Pn532Line line(scratch / "reader");
  LibnfcReader reader(line.path());
  REQUIRE(reader.begin());
  const nfc_modulation b{NMT_ISO14443B, NBR_106};
  nfc_target target{};

  int result = 0;
  std::thread poll(
      [&] { result = nfc_initiator_poll_target(reader.device(), &b, 1, 0xff, 1, &target); });
  CHECK(soon([&] { return line.stats().pending; }));
  line.lay(MifareCard{});  // control: a card of the other type changes nothing
  CHECK(line.stats().pending);
  line.lay(TypeBCard{});
  poll.join();
  CHECK(result == 1);
  CHECK(std::memcmp(target.nti.nbi.abtPupi, "\x99\x01\x00\x0b", 4) == 0);
}

// nfc_abort_command() changes descriptors under the waiting thread's feet, without a lock: libnfc's
// own race, which the thread sanitizer would report here.
#ifndef __SANITIZE_THREAD__
TEST_CASE("the host's ACK ends a search at once") {
  const files::Folder scratch;
  Pn532Line line(scratch / "reader");
  LibnfcReader reader(line.path());
  REQUIRE(reader.begin());
  const nfc_modulation b{NMT_ISO14443B, NBR_106};
  nfc_target target{};
  int result = 0;
  std::thread poll(
      [&] { result = nfc_initiator_poll_target(reader.device(), &b, 1, 20, 2, &target); });
  CHECK(soon([&] { return line.stats().pending; }));
  // libnfc loses an abort that comes before it waits for the answer.
  CHECK(soon([&] {
    nfc_abort_command(reader.device());
    return !line.stats().pending;
  }));
  poll.join();
  CHECK(result == NFC_EOPABORTED);
  CHECK(line.stats().aborts == 1);
  line.lay(kCard);
  CHECK(reader.select(NMT_ISO14443B) == 1);
}
#endif

TEST_CASE("RFConfiguration sets how long an unanswered raw frame takes") {
  const files::Folder scratch;
  Pn532Line line(scratch / "reader");
  LibnfcReader reader(line.path());
  REQUIRE(reader.begin());
  reader.speak_raw_b();
  reader.reqb();  // writes the registers, once
  const auto usual = reader.reqb().took;
  REQUIRE(nfc_device_set_property_int(reader.device(), NP_TIMEOUT_COM, 10) == 0);
  const auto brief = reader.reqb().took;
  WARN("an unanswered REQB: " << usual.count() << " ms, and " << brief.count() << " ms when set");
  // The chip waits 51.2 ms, then 6.4 ms: never less than that, however slow the machine.
  CHECK(usual.count() >= 51);
  CHECK(brief.count() >= 6);
}

TEST_CASE("an unplugged line hangs up on libnfc, and is read again behind the same path") {
  const files::Folder scratch;
  Pn532Line line(scratch / "reader");
  line.lay(kCard);
  {
    LibnfcReader reader(line.path());
    REQUIRE(reader.begin());
    CHECK(reader.read_uid() == kUid);
    line.unplug();
    CHECK(reader.reqb().result < 0);
    CHECK_FALSE(LibnfcReader(line.path()).is_open());
  }
  line.replug();
  CHECK(line.stats().asleep);
  LibnfcReader reader(line.path());
  REQUIRE(reader.begin());
  CHECK(reader.read_uid() == kUid);
}

TEST_CASE("how long libnfc takes on a paced line is told, not judged") {
  const files::Folder scratch;
  Pn532Line line(scratch / "reader");
  line.lay(kCard);
  for (const bool paced : {true, false}) {
    line.pace(paced);
    const auto start = std::chrono::steady_clock::now();
    LibnfcReader reader(line.path());
    REQUIRE(reader.begin());
    const auto ready = std::chrono::steady_clock::now();
    constexpr int kReads = 10;
    for (int i = 0; i < kReads; ++i) REQUIRE(reader.read_uid() == kUid);
    const auto read = std::chrono::steady_clock::now();
    using Milliseconds = std::chrono::duration<double, std::milli>;
    WARN((paced ? "115200 baud" : "not paced")
         << ": open and init " << Milliseconds(ready - start).count() << " ms, a UID with field "
         << "reset " << Milliseconds(read - ready).count() / kReads << " ms");
  }
}
