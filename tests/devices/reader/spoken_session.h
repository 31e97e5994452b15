// SPDX-License-Identifier: GPL-3.0-or-later
// What a module or an NFC reader and its host said over whole cards, what of it is somebody's, and
// the recording that is made of it. For tests; pure.
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "devices/reader/recording.h"
#include "devices/sandbox/wires/pn532_frame.h"
#include "devices/sandbox/wires/sam_v_frame.h"
#include "tests/devices/reader/bench.h"

namespace bench {

using devices::reader::Direction;
using devices::reader::Recording;
using devices::reader::WireProtocol;
using sandbox::Bytes;
using sandbox::ByteView;

struct Chunk {
  Direction direction;
  Bytes bytes;
};

struct Said {
  WireProtocol protocol;
  std::vector<Chunk> chunks;
  std::vector<Bytes> planted;  // somebody's, and long enough to know them by
};

inline Bytes of(std::string_view text) { return {text.begin(), text.end()}; }

inline Bytes utf16(std::u16string_view text) {
  Bytes bytes;
  for (const char16_t unit : text) {
    bytes.push_back(static_cast<std::uint8_t>(unit & 0xff));
    bytes.push_back(static_cast<std::uint8_t>(unit >> 8));
  }
  return bytes;
}

inline Bytes operator+(const Bytes& a, const Bytes& b) {
  Bytes both;
  both.reserve(a.size() + b.size());
  for (const Bytes* part : {&a, &b}) both.insert(both.end(), part->begin(), part->end());
  return both;
}

inline const Bytes kNumber = of("990101193804120026");
inline const Bytes kNameGbk{0xcd, 0xf5, 0xd0, 0xe3, 0xd3, 0xa2, 0xc3, 0xf7};
inline const Bytes kBirthBcd{0x19, 0x38, 0x04, 0x12};
inline const Bytes kUid{0x99, 0x01, 0x5a, 0x23, 0x77, 0xb1, 0x6e, 0x04};
inline const Bytes kUidA{0x04, 0x99, 0x7b, 0x2c, 0xd1, 0x55, 0x80};
// The middle of a long APDU, which happens to look like the beginning of one.
inline const Bytes kMiddle{0x00, 0xb0, 0x99, 0x38, 0x02, 0x12, 0x26};
inline const Bytes kPupi{0x83, 0x99, 0x41, 0xce};

// --- SAM_V ---

inline Bytes request(std::initializer_list<std::uint8_t> command) {
  Bytes frame =
      Bytes{0xaa, 0xaa, 0xaa, 0x96, 0x69, 0x00, static_cast<std::uint8_t>(command.size() + 1)} +
      Bytes(command);
  std::uint8_t check = 0;
  for (std::size_t i = 5; i < frame.size(); ++i) check ^= frame[i];
  frame.push_back(check);
  return frame;
}

inline Said sam_v_session() {
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

inline Bytes command(const Bytes& bytes) {
  Bytes frame = sandbox::pn532_frame(bytes);
  frame[5] = 0xd4;
  ++frame[frame.size() - 2];  // one less to add up
  return frame;
}

inline Said pn532_session() {
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

inline std::string record(const Said& said, bool unmasked = false) {
  std::string text;
  Recording recording(said.protocol, unmasked, [&](std::string_view line) { text += line; });
  auto at = 0ms;
  for (const Chunk& chunk : said.chunks) recording.hear(chunk.direction, at += 7ms, chunk.bytes);
  recording.finish();
  return text;
}

// Runs of bytes that stand in the file side by side, of one direction; a hidden one ends a run.
inline std::vector<Bytes> shown(const std::string& recording) {
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
inline bool leaks(const std::string& recording, const std::vector<Bytes>& planted) {
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

inline const std::vector<Said>& sessions() {
  static const std::vector<Said> all{sam_v_session(), pn532_session()};
  return all;
}

inline bool has_line(const std::string& recording, const std::string& bytes) {
  return recording.find(bytes + "\n") != std::string::npos;
}

inline std::string hidden(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += " --";
  return text;
}

}  // namespace bench
