// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/recording.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <sstream>
#include <utility>
#include <vector>

#include "devices/sandbox/wires/pn532_frame.h"
#include "devices/sandbox/wires/sam_v_frame.h"
#include "tests/devices/reader/bench.h"

namespace {

using devices::reader::Direction;
using devices::reader::Recording;
using devices::reader::WireProtocol;
using sandbox::Bytes;
using sandbox::ByteView;
using namespace std::chrono_literals;

struct Chunk {
  Direction direction;
  Bytes bytes;
};

struct Said {
  WireProtocol protocol;
  std::vector<Chunk> chunks;
  std::vector<Bytes> planted;  // somebody's, and long enough to know them by
};

Bytes of(std::string_view text) { return {text.begin(), text.end()}; }

Bytes utf16(std::u16string_view text) {
  Bytes bytes;
  for (const char16_t unit : text) {
    bytes.push_back(static_cast<std::uint8_t>(unit & 0xff));
    bytes.push_back(static_cast<std::uint8_t>(unit >> 8));
  }
  return bytes;
}

Bytes operator+(const Bytes& a, const Bytes& b) {
  Bytes both;
  both.reserve(a.size() + b.size());
  for (const Bytes* part : {&a, &b}) both.insert(both.end(), part->begin(), part->end());
  return both;
}

const Bytes kNumber = of("990101193804120026");
const Bytes kNameGbk{0xcd, 0xf5, 0xd0, 0xe3, 0xd3, 0xa2, 0xc3, 0xf7};
const Bytes kBirthBcd{0x19, 0x38, 0x04, 0x12};
const Bytes kUid{0x99, 0x01, 0x5a, 0x23, 0x77, 0xb1, 0x6e, 0x04};
const Bytes kUidA{0x04, 0x99, 0x7b, 0x2c, 0xd1, 0x55, 0x80};
// The middle of a long APDU, which happens to look like the beginning of one.
const Bytes kMiddle{0x00, 0xb0, 0x99, 0x38, 0x02, 0x12, 0x26};
const Bytes kPupi{0x83, 0x99, 0x41, 0xce};

// --- SAM_V ---

Bytes request(std::initializer_list<std::uint8_t> command) {
  Bytes frame =
      Bytes{0xaa, 0xaa, 0xaa, 0x96, 0x69, 0x00, static_cast<std::uint8_t>(command.size() + 1)} +
      Bytes(command);
  std::uint8_t check = 0;
  for (std::size_t i = 5; i < frame.size(); ++i) check ^= frame[i];
  frame.push_back(check);
  return frame;
}

Said sam_v_session() {
  using sandbox::sam_v_frame;
  using sandbox::SamVStatus;
  const auto person = bench::wang();
  auto card = person.card;
  card.new_address = u"样例省样例市搬迁路七号";
  const auto& text = std::get<sandbox::ResidentText>(card.text);
  Bytes photo = card.photo();
  // A photo may hold anything.
  const Bytes more = kNumber + kNameGbk + kBirthBcd + kUid;
  std::copy(more.begin(), more.end(), photo.begin() + 100);
  const Bytes read = Bytes{0x01, 0x00, 0x04, 0x00} + card.record() + photo;
  const Bytes fingers =
      Bytes{0x01, 0x00, 0x04, 0x00, 0x02, 0x00} + card.record() + photo + Bytes(512, 0x5c);
  const Bytes module{0x05, 0x00, 0x01, 0x00, 0xd7, 0x39, 0x34, 0x01,
                     0x01, 0x00, 0x00, 0x00, 0x63, 0x00, 0x00, 0x00};
  Said said{WireProtocol::sam_v, {}, {}};
  const auto turn = [&](std::initializer_list<std::uint8_t> command, Bytes answer) {
    said.chunks.push_back({Direction::to_device, request(command)});
    said.chunks.push_back({Direction::to_host, std::move(answer)});
  };
  turn({0x11, 0xff}, sam_v_frame(SamVStatus::ok));
  turn({0x12, 0xff}, sam_v_frame(SamVStatus::ok, module));
  turn({0x20, 0x01}, sam_v_frame(SamVStatus::none_found));
  turn({0x20, 0x01}, sam_v_frame(SamVStatus::card_found, Bytes(4, 0)));
  turn({0x20, 0x02}, sam_v_frame(SamVStatus::ok, Bytes(8, 0)));
  turn({0x30, 0x01}, sam_v_frame(SamVStatus::ok, read));
  turn({0x30, 0x03}, sam_v_frame(SamVStatus::ok, card.address_record()));
  turn({0x30, 0x10}, sam_v_frame(SamVStatus::ok, fingers));
  turn({0x30, 0x03}, sam_v_frame(SamVStatus::no_item));
  said.planted = {utf16(text.name),
                  utf16(text.number),
                  utf16(text.address),
                  kNumber,
                  kNameGbk,
                  kBirthBcd,
                  kUid,
                  utf16(card.new_address),
                  utf16(text.birth)};
  return said;
}

// --- PN532 ---

Bytes command(const Bytes& bytes) {
  Bytes frame = sandbox::pn532_frame(bytes);
  frame[5] = 0xd4;
  ++frame[frame.size() - 2];  // one less to add up
  return frame;
}

Said pn532_session() {
  Said said{WireProtocol::pn532, {}, {}};
  const Bytes ack(sandbox::kPn532Ack.begin(), sandbox::kPn532Ack.end());
  const auto turn = [&](const Bytes& asked, const Bytes& answer) {
    said.chunks.push_back({Direction::to_device, command(asked)});
    said.chunks.push_back({Direction::to_host, ack + sandbox::pn532_frame(answer)});
  };
  Bytes wake{0x55, 0x55};
  wake.resize(16);
  said.chunks.push_back({Direction::to_device, wake + command({0x14, 0x01})});
  said.chunks.push_back({Direction::to_host, ack + sandbox::pn532_frame(Bytes{0x15})});
  turn(Bytes{0x00, 0x00} + of("libnfc"), Bytes{0x01, 0x00} + of("libnfc"));
  turn({0x02}, {0x03, 0x32, 0x01, 0x06, 0x07});
  turn({0x06, 0x63, 0x02, 0x63, 0x03}, {0x07, 0x80, 0x80});
  turn({0x08, 0x63, 0x02, 0x83}, {0x09});
  turn({0x06, 0x63, 0x39, 0x63, 0x39, 0x63, 0x39, 0x63, 0x39}, Bytes{0x07} + kBirthBcd);
  turn({0x32, 0x01, 0x00}, {0x33});
  turn({0x4a, 0x01, 0x03, 0x00}, Bytes{0x4b, 0x01, 0x01, 0x50} + kPupi +
                                     Bytes{0x00, 0x00, 0x00, 0x00, 0x77, 0x81, 0x91, 0x01, 0x00});
  turn({0x42, 0x05, 0x00, 0x00},
       Bytes{0x43, 0x00, 0x50} + kPupi + Bytes{0xd1, 0x03, 0x86, 0x0c, 0x00, 0x80, 0x80});
  turn(Bytes{0x42, 0x1d} + kPupi + Bytes{0x00, 0x08, 0x01, 0x08}, {0x43, 0x00, 0x08});
  turn({0x42, 0x00, 0x36, 0x00, 0x00, 0x08}, Bytes{0x43, 0x00} + kUid + Bytes{0x90, 0x00});
  turn({0x4a, 0x01, 0x00}, Bytes{0x4b, 0x01, 0x01, 0x00, 0x44, 0x20, 0x07} + kUidA +
                               Bytes{0x05, 0x78, 0x80, 0x70, 0x02});
  turn(Bytes{0x4a, 0x01, 0x00} + kUidA, {0x4b, 0x00});
  turn(Bytes{0x40, 0x01, 0x00, 0xb2, 0x08, 0x00, 0x14},
       Bytes{0x41, 0x00, 0x08, 0x12} + kNumber + Bytes{0x90, 0x00});
  turn(Bytes{0x40, 0x01, 0x00, 0xb2, 0x09, 0x00, 0x20},
       Bytes{0x41, 0x00, 0x09, 0x08} + kNameGbk + Bytes{0x90, 0x00});
  turn(Bytes{0x40, 0x01, 0x00, 0xb2, 0x0d, 0x00, 0x06},
       Bytes{0x41, 0x00, 0x0d, 0x04} + kBirthBcd + Bytes{0x90, 0x00});
  // An APDU in two parts, the second of which begins with somebody's name; and a block of a card.
  turn(Bytes{0x40, 0x41, 0x00, 0xd6, 0x00, 0x00, 0x12} + kNumber, {0x41, 0x00});
  turn(Bytes{0x40, 0x01} + kMiddle, {0x41, 0x00, 0x90, 0x00});
  turn(Bytes{0x40, 0x01, 0xa0, 0x04} + kNumber, Bytes{0x41, 0x00} + kNumber);
  turn(Bytes{0x60, 0x14, 0x02, 0x20},
       Bytes{0x61, 0x01, 0x10, 0x0b, 0x01, 0x00, 0x44, 0x08, 0x07} + kUidA);
  turn(Bytes{0x86} + kNumber, Bytes{0x87} + kNumber);  // a command that nobody here knows
  said.chunks.push_back({Direction::to_device, command({0x42, 0x00, 0x36, 0x00, 0x00, 0x08})});
  said.chunks.push_back(
      {Direction::to_host,
       ack + sandbox::pn532_extended_frame(Bytes{0x43, 0x00} + kUid + Bytes{0x90, 0x00})});
  said.planted = {kNumber, kNameGbk, kBirthBcd, kUid, kUidA, kPupi};
  return said;
}

// --- what becomes of it ---

std::string record(const Said& said, bool unmasked = false) {
  std::string text;
  Recording recording(said.protocol, unmasked, [&](std::string_view line) { text += line; });
  auto at = 0ms;
  for (const Chunk& chunk : said.chunks) recording.hear(chunk.direction, at += 7ms, chunk.bytes);
  recording.finish();
  return text;
}

// Runs of bytes that stand in the file side by side, of one direction; a hidden one ends a run.
std::vector<Bytes> shown(const std::string& recording) {
  std::vector<Bytes> runs;
  for (const char direction : {'>', '<'}) {
    runs.emplace_back();
    std::istringstream lines(recording);
    for (std::string line; std::getline(lines, line);) {
      std::istringstream words(line);
      std::string word;
      words >> word >> word;
      if (word[0] != direction) continue;
      while (words >> word) {
        if (word == "--") {
          if (!runs.back().empty()) runs.emplace_back();
        } else {
          runs.back().push_back(static_cast<std::uint8_t>(std::stoi(word, nullptr, 16)));
        }
      }
    }
  }
  return runs;
}

// Whether four bytes of what was planted can be read anywhere.
bool leaks(const std::string& recording, const std::vector<Bytes>& planted) {
  const auto runs = shown(recording);
  for (const Bytes& secret : planted) {
    for (std::size_t i = 0; i + 4 <= secret.size(); ++i) {
      const auto first = secret.begin() + static_cast<std::ptrdiff_t>(i);
      for (const Bytes& run : runs) {
        if (std::search(run.begin(), run.end(), first, first + 4) == run.end()) continue;
        UNSCOPED_INFO("leaked: " << static_cast<int>(first[0]) << ' ' << static_cast<int>(first[1])
                                 << ' ' << static_cast<int>(first[2]) << ' '
                                 << static_cast<int>(first[3]));
        return true;
      }
    }
  }
  return false;
}

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

const std::vector<Said>& sessions() {
  static const std::vector<Said> all{sam_v_session(), pn532_session()};
  return all;
}

bool has_line(const std::string& recording, const std::string& bytes) {
  return recording.find(bytes + "\n") != std::string::npos;
}

std::string hidden(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += " --";
  return text;
}

}  // namespace

TEST_CASE("a recording shows what a module said, and nothing of whose card it was") {
  const std::string text = record(sam_v_session());
  CHECK(has_line(text, "0.007 > aa aa aa 96 69 00 03 11 ff ed"));
  CHECK(has_line(text, "0.014 < aa aa aa 96 69 00 04 00 00 90 94"));
  CHECK(has_line(text,
                 "< aa aa aa 96 69 00 14 00 00 90 05 00 01 00 d7 39 34 01 01 00 00 00 63 00 "
                 "00 00 39"));
  CHECK(has_line(text, "< aa aa aa 96 69 00 08 00 00 9f 00 00 00 00 97"));
  CHECK(has_line(text, "< aa aa aa 96 69 05 08 00 00 90 01 00 04 00" + hidden(1281)));
  CHECK(has_line(text, "< aa aa aa 96 69 07 0a 00 00 90 01 00 04 00 02 00" + hidden(1793)));
  CHECK(has_line(text, "< aa aa aa 96 69 00 4a 00 00 90" + hidden(71)));
  CHECK(has_line(text, "< aa aa aa 96 69 00 04 00 00 91 95"));
  CHECK(std::count(text.begin(), text.end(), '\n') == 18);
}

TEST_CASE("a recording shows what an NFC reader said, and no card's number or contents") {
  const std::string text = record(pn532_session());
  CHECK(has_line(text, "> 55 55 00 00 00 00 00 00 00 00 00 00 00 00 00 00"));
  CHECK(has_line(text, "> 00 00 ff 03 fd d4 14 01 17 00"));
  CHECK(has_line(text, "< 00 00 ff 00 ff 00"));
  CHECK(has_line(text, "< 00 00 ff 06 fa d5 03 32 01 06 07 e8 00"));
  CHECK(has_line(text, "< 00 00 ff 04 fc d5 07 80 80 24 00"));
  CHECK(has_line(text,
                 "< 00 00 ff 12 ee d5 4b 01 01 50 -- -- -- -- -- -- -- -- 77 81 91 01 00 -- 00"));
  CHECK(has_line(text, "< 00 00 ff 0f f1 d5 43 00 50 -- -- -- -- d1 03 86 0c 00 80 80 -- 00"));
  CHECK(has_line(text, "> 00 00 ff 0b f5 d4 42 1d -- -- -- -- 00 08 01 08 -- 00"));
  CHECK(has_line(text, "< 00 00 ff 04 fc d5 43 00 08 e0 00"));
  CHECK(has_line(text, "< 00 00 ff 0d f3 d5 43 00 -- -- -- -- -- -- -- -- 90 00 -- 00"));
  CHECK(has_line(
      text, "< 00 00 ff 14 ec d5 4b 01 01 00 44 20 07 -- -- -- -- -- -- -- 05 -- -- -- -- -- 00"));
  CHECK(has_line(text, "> 00 00 ff 08 f8 d4 40 01 00 b2 08 00 14 1d 00"));
  CHECK(has_line(text, "< 00 00 ff 19 e7 d5 41 00" + hidden(20) + " 90 00 -- 00"));
  CHECK(has_line(text, "> 00 00 ff 14 ec d4 86" + hidden(19) + " 00"));
}

TEST_CASE("an answer to another command than the last one shows nothing") {
  const auto told = [](const Bytes& asked, const Bytes& answer) {
    return record({WireProtocol::pn532,
                   {{Direction::to_device, command(asked)},
                    {Direction::to_host, sandbox::pn532_frame(answer)}},
                   {}});
  };
  const Bytes registers{0x06, 0x63, 0x02, 0x63, 0x03, 0x63, 0x05, 0x63, 0x14};
  CHECK(leaks(told(registers, Bytes{0x07} + kBirthBcd), {kBirthBcd}));  // the control: settings
  CHECK_FALSE(leaks(told(registers, Bytes{0x41} + kBirthBcd), {kBirthBcd}));
  // One the host has given up.
  const std::string given_up =
      record({WireProtocol::pn532,
              {{Direction::to_device, command(registers)},
               {Direction::to_device, Bytes(sandbox::kPn532Ack.begin(), sandbox::kPn532Ack.end())},
               {Direction::to_host, sandbox::pn532_frame(Bytes{0x07} + kBirthBcd)}},
              {}});
  CHECK_FALSE(leaks(given_up, {kBirthBcd}));
}

TEST_CASE("a frame that does not add up is hidden whole") {
  for (const Said& said : sessions()) {
    Said one{said.protocol, {said.chunks[2], said.chunks[3]}, {}};
    CHECK(record(one).find("--") == std::string::npos);  // the control
    Bytes& answer = one.chunks[1].bytes;
    answer[answer.size() - 3] ^= 0x04;
    const std::string text = record(one);
    CHECK(text.find(hidden(said.protocol == WireProtocol::sam_v ? answer.size() : 16)) !=
          std::string::npos);
  }
}

TEST_CASE("behind the spoilt first part of an APDU, the next one shows nothing") {
  const Bytes second = command(Bytes{0x40, 0x01} + kMiddle);
  Bytes first = command(Bytes{0x40, 0x41, 0x00, 0xd6, 0x00, 0x00, 0x12} + kNumber);
  const auto told = [&] {
    return record(
        {WireProtocol::pn532, {{Direction::to_device, first}, {Direction::to_device, second}}, {}});
  };
  CHECK_FALSE(leaks(told(), {kMiddle}));
  first[9] ^= 0x01;
  CHECK_FALSE(leaks(told(), {kMiddle}));
  first.clear();
  CHECK(leaks(told(), {kMiddle}));  // the control: alone it is an APDU of its own
}

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
