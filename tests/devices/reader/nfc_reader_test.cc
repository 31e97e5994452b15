// SPDX-License-Identifier: GPL-3.0-or-later
// The real libnfc on an emulated PN532's line.
#include "devices/reader/nfc_reader.h"

#include <catch2/catch.hpp>
#include <cstdio>
#include <vector>

#include "tests/devices/reader/bench.h"

namespace {

using namespace bench;
using devices::reader::LineTrouble;
using devices::reader::NfcReader;
using devices::reader::Sight;
using sandbox::Pn532Fault;

struct Line {
  Scratch scratch;
  sandbox::Pn532Line far{scratch.path() / "pn532"};

  std::string connstring() const { return "pn532_uart:" + far.path().string() + ":115200"; }
  NfcReader open() {
    devices::reader::tame_libnfc();
    auto reader = NfcReader::open(connstring());
    REQUIRE(reader);
    return std::move(*reader);
  }
};

// What is known after four looks: both types, and both ways of setting the reader to type B.
Sight look(NfcReader& reader) {
  tl::expected<Sight, LineTrouble> sight = Sight::nothing;
  for (int looks = 0; looks < 4; ++looks) {
    sight = reader.look();
    REQUIRE(sight);
  }
  return *sight;
}

sandbox::ResidentCard other_resident() {
  auto card = rare().card;
  card.uid[7] = 0x42;
  return card;
}

}  // namespace

TEST_CASE("resident-ID chips of every year of issue are recognised, and their leaving is seen") {
  Line line;
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
  Line line;
  const auto fault = GENERATE(Pn532Fault::strict_analog, Pn532Fault::strict_attrib);
  line.far.arm(fault, sandbox::kUntilDisarmed);
  auto reader = line.open();
  line.far.lay(wang().card);
  CHECK(look(reader) == Sight::resident);
  CHECK(look(reader) == Sight::resident);
}

TEST_CASE("cards that say nothing about who somebody is are other cards") {
  Line line;
  auto reader = line.open();
  const sandbox::Card card = GENERATE(values<sandbox::Card>(
      {sandbox::MifareCard{}, sandbox::TypeBCard{}, sandbox::SocialSecurityCard{},
       sandbox::PassportCard{}, sandbox::PassportCard{sandbox::PassportCard::Type::b}}));
  line.far.lay(card);
  CHECK(look(reader) == Sight::other);
}

TEST_CASE("a resident ID in a wallet with other cards is a resident ID") {
  Line line;
  auto reader = line.open();
  line.far.lay(wang().card);
  line.far.lay(sandbox::MifareCard{});
  CHECK(look(reader) == Sight::resident);
}

TEST_CASE("two resident IDs at once are not taken for one") {
  Line line;
  auto reader = line.open();
  line.far.lay(wang().card);
  line.far.lay(other_resident());
  CHECK(look(reader) == Sight::unsteady);
}

TEST_CASE("a card that leaves in the middle is not taken for one that lies there") {
  Line line;
  auto reader = line.open();
  line.far.lay(wang().card);
  line.far.arm(GENERATE(Pn532Fault::pull_before_reqb, Pn532Fault::pull_before_attrib,
                        Pn532Fault::pull_before_uid));
  const auto sight = reader.look();
  REQUIRE(sight);
  CHECK(*sight != Sight::resident);
  CHECK(look(reader) == Sight::nothing);
}

TEST_CASE("a chip that hangs while it is powered comes back by itself") {
  Line line;
  auto reader = line.open();
  line.far.lay(wang().card);
  line.far.arm(Pn532Fault::card_hung, 1);
  CHECK(look(reader) == Sight::resident);
}

TEST_CASE("a card whose ATS crashes libnfc is never asked for it") {
  Line line;
  auto reader = line.open();
  line.far.arm(Pn532Fault::ats_tl0, sandbox::kUntilDisarmed);
  line.far.lay(sandbox::SocialSecurityCard{});
  CHECK(look(reader) == Sight::other);
}

TEST_CASE("each fault of the line costs one look at most, and the next ones see the card") {
  Line line;
  auto reader = line.open();
  line.far.lay(wang().card);
  const auto fault = GENERATE(
      Pn532Fault::no_ack, Pn532Fault::nack, Pn532Fault::silent, Pn532Fault::truncate,
      Pn532Fault::bad_dcs, Pn532Fault::bad_lcs, Pn532Fault::error_frame, Pn532Fault::wrong_command,
      Pn532Fault::extended, Pn532Fault::garbage_prefix, Pn532Fault::split, Pn532Fault::late_answer,
      Pn532Fault::rf_timeout, Pn532Fault::rf_crc, Pn532Fault::rf_collision);
  CAPTURE(static_cast<int>(fault));
  line.far.arm(fault, 1);
  const auto start = Clock::now();
  (void)reader.look();
  CHECK(since(start) < 2000ms);
  bool seen = false;
  for (int looks = 0; looks < 4 && !seen; ++looks) {
    const auto sight = reader.look();
    seen = sight && *sight == Sight::resident;
  }
  CHECK(seen);
}

TEST_CASE("an unplugged reader is gone at once, and opens again when it is back") {
  Line line;
  {
    auto reader = line.open();
    line.far.unplug();
    const auto start = Clock::now();
    const auto sight = reader.look();
    CHECK(since(start) < 500ms);
    REQUIRE_FALSE(sight);
    CHECK(reader.cut());
    CHECK_FALSE(NfcReader::open(line.connstring()));
  }
  line.far.replug();
  line.far.lay(wang().card);
  auto reader = line.open();
  CHECK(look(reader) == Sight::resident);
}

TEST_CASE("a reader that does not answer is not opened, and leaves nothing open behind it") {
  Line line;
  const auto descriptors = [] {
    std::filesystem::directory_iterator all("/proc/self/fd");
    return std::distance(begin(all), end(all));
  };
  const auto before = descriptors();
  line.far.arm(GENERATE(Pn532Fault::no_ack, Pn532Fault::silent, Pn532Fault::error_frame),
               sandbox::kUntilDisarmed);
  for (int i = 0; i < 2; ++i) {
    const auto start = Clock::now();
    CHECK_FALSE(NfcReader::open(line.connstring()));
    CHECK(since(start) < 3000ms);
  }
  CHECK(descriptors() == before);
  line.far.disarm();
  line.open();
}

TEST_CASE("a reader is held by one process alone") {
  Line line;
  const auto reader = line.open();
  CHECK_FALSE(NfcReader::open(line.connstring()));
}

TEST_CASE("the field is off while nobody looks") {
  Line line;
  auto reader = line.open();
  CHECK_FALSE(line.far.stats().field);
  line.far.lay(wang().card);
  CHECK(look(reader) == Sight::resident);
  CHECK_FALSE(line.far.stats().field);
}

TEST_CASE("how long a look takes", "[timing]") {
  Line line;
  auto reader = line.open();
  const auto median = [&] {
    std::vector<double> times;
    for (int i = 0; i < 20; ++i) {
      const auto start = Clock::now();
      (void)reader.look();
      times.push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
    }
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
  };
  const double idle = median();
  line.far.lay(wang().card);
  const double with_card = median();
  std::printf("antenna: a look takes %.1f ms without a card, %.1f ms with one (115200 baud)\n",
              idle, with_card);
}
