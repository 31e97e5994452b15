// SPDX-License-Identifier: GPL-3.0-or-later
// The real libnfc on an emulated PN532's line.
#include "devices/reader/nfc_reader.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <vector>

#include "devices/clock.h"
#include "devices/reader/piv.h"
#include "devices/sandbox/wires/staff_ca.h"
#include "tests/devices/reader/nfc_bench.h"
#include "tests/process.h"

namespace {

using namespace bench;

sandbox::Bytes bytes_of(const devices::reader::Uid& uid) {
  return {uid.bytes().begin(), uid.bytes().end()};
}

sandbox::ResidentCard other_resident() {
  auto card = rare().card;
  card.uid[7] = 0x42;
  return card;
}

}  // namespace

TEST_CASE("resident-ID chips of every year of issue are recognised, and their leaving is seen") {
  NfcLine line;
  auto reader = line.open();
  CHECK(look(reader) == Sight::nothing);
  const auto atqb = GENERATE(sandbox::Atqb::d103860c, sandbox::Atqb::d1038607,
                             sandbox::Atqb::d1038605, sandbox::Atqb::d1030081);
  auto card = wang().card;
  card.atqb = atqb;
  line.far.lay(card);
  CHECK(look(reader) == Sight::resident);
  CHECK(look(reader) == Sight::resident);
  line.far.lift();
  CHECK(look(reader) == Sight::nothing);
}

TEST_CASE("a chip is recognised whichever way the reader must be set to type B") {
  NfcLine line;
  const auto fault = GENERATE(Pn532Fault::strict_analog, Pn532Fault::strict_attrib);
  line.far.arm(fault, sandbox::kUntilDisarmed);
  auto reader = line.open();
  line.far.lay(wang().card);
  CHECK(look(reader) == Sight::resident);
  CHECK(look(reader) == Sight::resident);
}

TEST_CASE("each card is told by its kind and its UID") {
  struct Case {
    sandbox::Card card;
    CardKind kind;
    sandbox::Bytes uid;
  };
  const auto test = GENERATE(values<Case>({
      {wang().card, CardKind::resident_id, {0x99, 0x01, 0x01, 0x00, 0x00, 0x00, 0x00, 0x01}},
      {sandbox::TypeBCard{}, CardKind::type_b, {0x99, 0x01, 0x00, 0x0B}},
      {sandbox::MifareCard{}, CardKind::mifare, {0x99, 0x01, 0x01, 0x0C}},
      {sandbox::MifareCard{{1, 2, 3, 4, 5, 6, 7}}, CardKind::mifare, {1, 2, 3, 4, 5, 6, 7}},
      {sandbox::SocialSecurityCard{}, CardKind::social_security, {0x99, 0x01, 0x01, 0x0D}},
      {sandbox::PassportCard{}, CardKind::passport, {0x08, 0x99, 0x01, 0x0E}},
      {sandbox::PassportCard{sandbox::PassportCard::Type::b},
       CardKind::passport,
       {0x08, 0x99, 0x01, 0x0E}},
      {sandbox::StaffBadgeCard{}, CardKind::piv, {0x99, 0x01, 0x01, 0x10}},
  }));
  NfcLine line;
  auto reader = line.open();
  CHECK_FALSE(known(reader).kind);
  line.far.lay(test.card);
  const Look seen = known(reader);
  CHECK(seen.sight == (test.kind == CardKind::resident_id ? Sight::resident : Sight::other));
  REQUIRE(seen.kind);
  CHECK(name_of(*seen.kind) == name_of(test.kind));
  CHECK(bytes_of(seen.uid) == test.uid);
  line.far.lift();
  const Look after = known(reader);
  CHECK(after.sight == Sight::nothing);
  CHECK_FALSE(after.kind);
  CHECK(after.uid.empty());
}

TEST_CASE("while a badge is looked for, resident IDs are passed over") {
  NfcLine line;
  auto reader = line.open();
  line.far.lay(wang().card);
  constexpr auto kBadges = NfcReader::Search::badges_only;
  CHECK(known(reader, {}, kBadges).sight == Sight::nothing);
  CHECK(line.far.stats().uids_read == 0);
  SECTION("and a badge beside one is found") {
    line.far.lay(sandbox::StaffBadgeCard{});
    CHECK(known(reader, {}, kBadges).kind == CardKind::piv);
    CHECK(line.far.stats().uids_read == 0);
  }
  SECTION("the control: for a card they are not") {
    CHECK(look(reader) == Sight::resident);
    CHECK(line.far.stats().uids_read > 0);
  }
}

TEST_CASE("a libnfc that exports less tells fewer kinds, and crashes on none") {
  NfcLine line;
  auto reader = line.open(Pn53xExports{});
  const auto test = GENERATE(values<std::pair<sandbox::Card, CardKind>>(
      {{wang().card, CardKind::resident_id},
       {sandbox::MifareCard{}, CardKind::mifare},
       {sandbox::SocialSecurityCard{}, CardKind::type_a},
       {sandbox::PassportCard{}, CardKind::type_a},
       {sandbox::PassportCard{sandbox::PassportCard::Type::b}, CardKind::type_b}}));
  CHECK(look(reader) == Sight::nothing);
  line.far.lay(test.first);
  Asking asking;
  CHECK(known(reader, asking.talk()).kind == test.second);
  CHECK(asking.talks == 0);
  line.far.arm(Pn532Fault::ats_tl0, sandbox::kUntilDisarmed);
  CHECK(look(reader) != Sight::nothing);
}

TEST_CASE("a resident ID in a wallet with other cards is a resident ID") {
  NfcLine line;
  auto reader = line.open();
  line.far.lay(wang().card);
  line.far.lay(sandbox::MifareCard{});
  CHECK(look(reader) == Sight::resident);
}

TEST_CASE("of two other cards in a wallet the one that says more is told") {
  NfcLine line;
  auto reader = line.open();
  line.far.lay(sandbox::TypeBCard{});
  line.far.lay(sandbox::SocialSecurityCard{});
  CHECK(known(reader).kind == CardKind::social_security);
  line.far.lift();
  line.far.lay(sandbox::PassportCard{sandbox::PassportCard::Type::b});
  line.far.lay(sandbox::MifareCard{});
  CHECK(known(reader).kind == CardKind::passport);
}

TEST_CASE("two resident IDs at once are not taken for one") {
  NfcLine line;
  auto reader = line.open();
  line.far.lay(wang().card);
  line.far.lay(other_resident());
  CHECK(look(reader) == Sight::unsteady);
}

TEST_CASE("a reader that does not answer is not opened, and leaves nothing open behind it") {
  NfcLine line;
  const auto before = process::descriptors();
  line.far.arm(GENERATE(Pn532Fault::no_ack, Pn532Fault::silent, Pn532Fault::error_frame),
               sandbox::kUntilDisarmed);
  for (int i = 0; i < 2; ++i) {
    const auto start = Clock::now();
    CHECK_FALSE(NfcReader::open(line.connstring()));
    CHECK(since(start) < kComesBackWithin);
  }
  CHECK(process::descriptors() == before);
  line.far.disarm();
  line.open();
}

TEST_CASE("a USB reader that is not plugged in is not opened, and nothing waits for it") {
  devices::reader::tame_libnfc();
  const auto start = Clock::now();
  CHECK_FALSE(NfcReader::open(GENERATE("acr122_usb:250:250", "acr122_usb", "no_such_driver:1")));
  CHECK(since(start) < kComesBackWithin);
}

TEST_CASE("a reader is held by one process alone") {
  NfcLine line;
  const auto reader = line.open();
  CHECK_FALSE(NfcReader::open(line.connstring()));
}

TEST_CASE("the field is off while nobody looks") {
  NfcLine line;
  auto reader = line.open();
  CHECK_FALSE(line.far.stats().field);
  line.far.lay(wang().card);
  CHECK(look(reader) == Sight::resident);
  CHECK_FALSE(line.far.stats().field);
}

TEST_CASE("how long a look takes", "[timing]") {
  NfcLine line(true);
  auto reader = line.open();
  const auto time_of = [&](const NfcReader::Talk& talk) {
    const auto start = Clock::now();
    (void)reader.look(talk);
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
  };
  const auto median = [&] {
    std::vector<double> times;
    for (int i = 0; i < 20; ++i) times.push_back(time_of({}));
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
  };
  // The look in which the card is talked to.
  const auto first = [&](const sandbox::Card& card, const NfcReader::Talk& talk) {
    line.far.lift();
    look(reader);
    line.far.lay(card);
    double longest = 0;
    for (int i = 0; i < 4; ++i) longest = std::max(longest, time_of(talk));
    return longest;
  };
  const double idle = median();
  line.far.lay(wang().card);
  const double resident = median();
  Asking asking;
  const double hint = first(wangs_social_security(), asking.talk());
  const double speaker = median();
  CHECK(asking.hint);

  const auto today = std::chrono::floor<std::chrono::seconds>(devices::now());
  const auto ca = sandbox::StaffCa::make(today - 1h, today + 1h);
  const auto file = line.scratch.path() / "staff-ca.pem";
  std::ofstream(file) << ca.pem();
  const auto staff = devices::reader::StaffAuthority::read(file);
  REQUIRE(staff);
  bool proved = false;
  const double badge =
      first(ca.badge("badge-1", today - 1h, today + 1h), [&](CardKind, const Transmit& transmit) {
        proved = devices::reader::authenticate_badge(transmit, *staff, today).has_value();
        return true;
      });
  CHECK(proved);
  std::printf(
      "antenna at 115200 baud: a look takes %.1f ms without a card, %.1f ms with a resident ID, "
      "%.1f ms with a social security card; with its hint %.1f ms, with a badge's proof %.1f ms\n",
      idle, resident, speaker, hint, badge);
}
