// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/wires/mangler.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "devices/sandbox/wires/pn532_frame.h"
#include "devices/sandbox/wires/sam_v_frame.h"

using namespace sandbox;

namespace {

// The kinds of answers that a look or an opening draws from the chip.
std::vector<Bytes> chip_frames() {
  const std::vector<Bytes> answers{
      {0x03, 0x32, 0x01, 0x06, 0x07},
      {0x09},
      {0x33},
      {0x17, 0x00},
      {0x41, 0x00, 0x90, 0x00},
      {0x43, 0x01},
      {0x43, 0x00, 0x50, 0, 0, 0, 0, 0xd1, 0x03, 0x86, 0x0c, 0, 0x80, 0x80},
      {0x4b, 0x00},
      {0x4b, 0x01, 0x01, 0x00, 0x04, 0x20, 0x04, 0x99, 0x01, 0x01, 0x0d, 0x04, 0x78, 0x80, 0x70}};
  std::vector<Bytes> frames{{kPn532Ack.begin(), kPn532Ack.end()},
                            {kPn532Error.begin(), kPn532Error.end()}};
  for (const Bytes& answer : answers) frames.push_back(pn532_frame(answer));
  return frames;
}

// A status with an upper bit; a frame that ends where its status should stand; an ATS of length 0.
bool kills_libnfc(const Bytes& said) {
  for (std::size_t i = 0; i + 2 < said.size(); ++i) {
    if (said[i] != 0xd5) continue;
    const std::uint8_t command = said[i + 1];
    if (command == 0x17 || command == 0x41 || command == 0x43) {
      if ((said[i + 2] & 0xc0) != 0) return true;
      if (((0xd5 + command + said[i + 2]) & 0xff) == 0) return true;
    }
    if (command != 0x4b || i + 7 >= said.size()) continue;
    const std::size_t ats = i + 8 + said[i + 7];
    if (ats < said.size() && said[ats] == 0x00) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("no malformed answer is the good one, and none kills libnfc, nor do two in a row") {
  Mangler mangler(7, 1);
  const auto frames = chip_frames();
  Bytes said(2, 0x00);
  std::set<Bytes> all;
  for (int i = 0; i < 100'000; ++i) {
    const Bytes& good = frames[static_cast<std::size_t>(i) % frames.size()];
    const Bytes spoilt = mangler.of_pn532(good);
    REQUIRE(spoilt != good);
    // Behind the last two octets of the one before.
    said.erase(said.begin(), said.end() - 2);
    said.insert(said.end(), spoilt.begin(), spoilt.end());
    REQUIRE_FALSE(kills_libnfc(said));
    all.insert(spoilt);
  }
  CHECK(mangler.count() == 100'000);
  CHECK(all.size() > 40'000);
  // Controls: the test knows them when it sees them.
  CHECK(kills_libnfc(pn532_frame(Bytes{0x43, 0x80})));
  CHECK(kills_libnfc(pn532_frame(Bytes{0x17})));
  CHECK(kills_libnfc(
      pn532_frame(Bytes{0x4b, 0x01, 0x01, 0x00, 0x04, 0x20, 0x04, 0x99, 0x01, 0x01, 0x0f, 0x00})));
}

TEST_CASE("the same seed harms the same answers in the same way; a share is a share") {
  const Bytes good = sam_v_frame(SamVStatus::card_found, Bytes(4, 0x00));
  const auto told = [&](std::uint64_t seed, double share) {
    Mangler mangler(seed, share);
    std::vector<Bytes> frames;
    for (int i = 0; i < 10'000; ++i) {
      frames.push_back(mangler.strikes() ? mangler.of_sam_v(good) : good);
      REQUIRE_FALSE(frames.back().empty());
    }
    return frames;
  };
  CHECK(told(3, 0.25) == told(3, 0.25));
  CHECK(told(3, 0.25) != told(4, 0.25));
  const auto frames = told(3, 0.25);
  const auto kept = std::count(frames.begin(), frames.end(), good);
  CHECK(kept > 7'000);
  CHECK(kept < 8'000);
  // Controls: none and all.
  CHECK(told(3, 0) == std::vector<Bytes>(10'000, good));
  CHECK(Mangler().count() == 0);
  const auto all = told(3, 1);
  CHECK(std::count(all.begin(), all.end(), good) == 0);
}
