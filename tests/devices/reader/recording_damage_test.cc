// SPDX-License-Identifier: GPL-3.0-or-later
// Recordings of sessions that were cut up and spoilt: what of a person stands in them.
#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <sstream>
#include <utility>

#include "tests/devices/reader/spoken_session.h"

using namespace bench;

namespace {

class Chance {
 public:
  explicit Chance(unsigned seed) : engine_(seed) {}
  std::size_t below(std::size_t bound) { return engine_() % bound; }
  bool one_in(std::size_t count) { return below(count) == 0; }
  std::uint8_t byte() { return static_cast<std::uint8_t>(engine_()); }

 private:
  std::mt19937 engine_;
};

// The same bytes in other chunks; the directions may cross in the middle of a frame.
Said cut_up(const Said& said, Chance& chance) {
  Said cut{said.protocol, {}, said.planted};
  for (const Chunk& chunk : said.chunks) {
    ByteView left = chunk.bytes;
    while (!left.empty()) {
      const std::size_t some = std::min(left.size(), 1 + chance.below(chance.one_in(2) ? 4 : 700));
      cut.chunks.push_back(
          {chunk.direction, {left.begin(), left.begin() + static_cast<std::ptrdiff_t>(some)}});
      left = left.subspan(some);
    }
  }
  if (chance.one_in(2)) {
    for (std::size_t i = 0; i + 1 < cut.chunks.size(); ++i) {
      if (chance.one_in(20)) std::swap(cut.chunks[i], cut.chunks[i + 1]);
    }
  }
  return cut;
}

// What bad cables, resets and two hosts on one line make of it.
void spoil(Said& said, Chance& chance) {
  const std::size_t faults = 1 + chance.below(12);
  for (std::size_t i = 0; i < faults; ++i) {
    Bytes& bytes = said.chunks[chance.below(said.chunks.size())].bytes;
    if (bytes.empty()) continue;
    const auto at = static_cast<std::ptrdiff_t>(chance.below(bytes.size()));
    const auto end = std::min(at + static_cast<std::ptrdiff_t>(chance.below(40)),
                              static_cast<std::ptrdiff_t>(bytes.size()));
    switch (chance.below(6)) {
      case 0:
        bytes[static_cast<std::size_t>(at)] ^= static_cast<std::uint8_t>(1U << chance.below(8));
        break;
      case 1:
        bytes[static_cast<std::size_t>(at)] = chance.byte();
        break;
      case 2:
        bytes.erase(bytes.begin() + at, bytes.begin() + end);
        break;
      case 3:
        bytes.insert(bytes.begin() + at, chance.byte());
        break;
      case 4: {
        const Bytes part(bytes.begin() + at, bytes.begin() + end);
        bytes.insert(bytes.begin() + at, part.begin(), part.end());
        break;
      }
      default:
        std::swap(bytes, said.chunks[chance.below(said.chunks.size())].bytes);
        break;
    }
  }
}

}  // namespace

TEST_CASE("however a session is cut into chunks, the same frames are written") {
  Chance chance(1);
  for (const Said& said : sessions()) {
    const auto frames = [](const std::string& text) {
      std::string bytes;
      std::istringstream lines(text);
      for (std::string line; std::getline(lines, line);)
        bytes += line.substr(line.find(' ')) + '\n';
      return bytes;
    };
    const std::string whole = frames(record(said));
    for (int round = 0; round < 200; ++round) {
      Said cut{said.protocol, {}, {}};
      for (const Chunk& chunk : said.chunks) {
        ByteView left = chunk.bytes;
        while (!left.empty()) {
          const std::size_t some = std::min(left.size(), 1 + chance.below(30));
          cut.chunks.push_back(
              {chunk.direction, {left.begin(), left.begin() + static_cast<std::ptrdiff_t>(some)}});
          left = left.subspan(some);
        }
      }
      REQUIRE(frames(record(cut)) == whole);
    }
  }
}

TEST_CASE("however a session is cut up and spoilt, four bytes of a person never stand in it") {
  for (const Said& said : sessions()) {
    // The control: there is something to leak, and it would be found.
    CHECK(leaks(record(said, true), said.planted));
    for (const Bytes& secret : said.planted) CHECK(leaks(record(said, true), {secret}));
    CHECK_FALSE(leaks(record(said), said.planted));
    int leaked = 0;
    for (unsigned seed = 0; seed < 4000; ++seed) {
      Chance chance(seed);
      Said spoilt = cut_up(said, chance);
      if (seed % 4 != 0) spoil(spoilt, chance);
      if (chance.one_in(3)) spoilt = cut_up(spoilt, chance);
      const std::string text = record(spoilt);
      if (leaks(text, said.planted)) ++leaked;
      if (leaked == 1) {
        UNSCOPED_INFO("seed " << seed << "\n" << text);
        break;
      }
    }
    CHECK(leaked == 0);
  }
}

TEST_CASE("a spoilt session loses no byte of its length, and goes on with the next whole frame") {
  for (const Said& said : sessions()) {
    for (unsigned seed = 0; seed < 200; ++seed) {
      Chance chance(seed);
      Said spoilt = cut_up(said, chance);
      spoil(spoilt, chance);
      std::size_t heard = 0;
      for (const Chunk& chunk : spoilt.chunks) heard += chunk.bytes.size();
      std::size_t written = 0;
      std::istringstream lines(record(spoilt));
      for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line.substr(line.find_first_of("<>") + 1));
        for (std::string word; words >> word;) ++written;
      }
      REQUIRE(written == heard);
    }
  }
  Said said{WireProtocol::sam_v, {}, {}};
  Bytes half = sandbox::sam_v_frame(sandbox::SamVStatus::ok, of("990101193804120026"));
  half.resize(half.size() / 2);
  said.chunks = {{Direction::to_device, request({0x30, 0x03})},
                 {Direction::to_host, half},
                 {Direction::to_device, request({0x11, 0xff})},
                 {Direction::to_host, sandbox::sam_v_frame(sandbox::SamVStatus::ok)}};
  const std::string text = record(said);
  CHECK(has_line(text, "<" + hidden(half.size())));
  CHECK(has_line(text, "< aa aa aa 96 69 00 04 00 00 90 94"));
}
