// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/sam_v_frame.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <vector>

namespace {

using devices::reader::encode;
using devices::reader::SamVCommand;
using devices::reader::SamVDecoder;
using devices::reader::text_block;
using State = SamVDecoder::State;
using Bytes = std::vector<std::uint8_t>;

// The good answer to find, byte for byte as published.
const Bytes kFound{0xAA, 0xAA, 0xAA, 0x96, 0x69, 0x00, 0x08, 0x00,
                   0x00, 0x9F, 0x00, 0x00, 0x00, 0x00, 0x97};

Bytes reply(std::uint8_t sw3, const Bytes& data) {
  Bytes body{0, 0, sw3};
  body.insert(body.end(), data.begin(), data.end());
  const std::size_t length = body.size() + 1;
  body.insert(body.begin(),
              {static_cast<std::uint8_t>(length >> 8), static_cast<std::uint8_t>(length & 0xFF)});
  std::uint8_t check = 0;
  for (const auto byte : body) check ^= byte;
  Bytes frame{0xAA, 0xAA, 0xAA, 0x96, 0x69};
  frame.insert(frame.end(), body.begin(), body.end());
  frame.push_back(check);
  return frame;
}

Bytes joined(Bytes first, const Bytes& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

}  // namespace

TEST_CASE("commands are the published bytes") {
  const auto is = [](SamVCommand command, const Bytes& tail) {
    const auto frame = encode(command);
    return Bytes(frame.begin(), frame.end()) ==
           joined({0xAA, 0xAA, 0xAA, 0x96, 0x69, 0x00, 0x03}, tail);
  };
  CHECK(is(SamVCommand::reset, {0x10, 0xFF, 0xEC}));
  CHECK(is(SamVCommand::status, {0x11, 0xFF, 0xED}));
  CHECK(is(SamVCommand::module_id, {0x12, 0xFF, 0xEE}));
  CHECK(is(SamVCommand::find, {0x20, 0x01, 0x22}));
  CHECK(is(SamVCommand::select, {0x20, 0x02, 0x21}));
  CHECK(is(SamVCommand::read_text_and_photo, {0x30, 0x01, 0x32}));
  CHECK(is(SamVCommand::read_new_address, {0x30, 0x03, 0x30}));
  CHECK(is(SamVCommand::read_with_fingerprints, {0x30, 0x10, 0x23}));
}

TEST_CASE("a reply is read whole, byte by byte, and behind noise") {
  SamVDecoder decoder;
  SECTION("whole") { CHECK(decoder.feed(kFound) == State::whole); }
  SECTION("byte by byte") {
    for (std::size_t i = 0; i + 1 < kFound.size(); ++i) {
      REQUIRE(decoder.feed(std::span(kFound).subspan(i, 1)) == State::hungry);
    }
    CHECK(decoder.feed(std::span(kFound).last(1)) == State::whole);
  }
  SECTION("behind noise that looks like its beginning") {
    CHECK(decoder.feed(joined({0x00, 0xAA, 0xAA, 0x96, 0xAA, 0xAA}, kFound)) == State::whole);
  }
  SECTION("with more behind it") {
    CHECK(decoder.feed(joined(kFound, {0xAA, 0x55})) == State::whole);
    CHECK(decoder.overrun());
  }
  CHECK(decoder.reply().sw3 == 0x9F);
  CHECK(decoder.reply().data.size() == 4);
  decoder.reset();
  CHECK_FALSE(decoder.begun());
  CHECK(decoder.feed(kFound) == State::whole);
  CHECK_FALSE(decoder.overrun());
}

TEST_CASE("lengths that no reply has end the frame at once") {
  const auto head = [](std::uint8_t high, std::uint8_t low) {
    return Bytes{0xAA, 0xAA, 0xAA, 0x96, 0x69, high, low};
  };
  CHECK(SamVDecoder().feed(head(0x00, 0x00)) == State::bad_length);
  CHECK(SamVDecoder().feed(head(0x00, 0x03)) == State::bad_length);
  CHECK(SamVDecoder().feed(head(0xFF, 0xFF)) == State::bad_length);
  CHECK(SamVDecoder().feed(head(0x09, 0x0B)) == State::bad_length);  // one more than the longest
  CHECK(SamVDecoder().feed(head(0x00, 0x04)) == State::hungry);
  CHECK(SamVDecoder().feed(head(0x09, 0x0A)) == State::hungry);
}

TEST_CASE("every single flipped bit after the mark is noticed") {
  for (std::size_t byte = 5; byte < kFound.size(); ++byte) {
    for (int bit = 0; bit < 8; ++bit) {
      Bytes bad = kFound;
      bad[byte] = static_cast<std::uint8_t>(bad[byte] ^ 1 << bit);
      SamVDecoder decoder;
      CHECK(decoder.feed(bad) != State::whole);
    }
  }
  CHECK(SamVDecoder().feed(kFound) == State::whole);
}

TEST_CASE("a text block is taken from an answer of exactly the right lengths") {
  Bytes data{0x01, 0x00, 0x04, 0x00};
  data.resize(4 + 256 + 1024, 0x20);
  CHECK(text_block(data));
  Bytes longer = data;
  longer.push_back(0);
  CHECK_FALSE(text_block(longer));
  data[1] = 0xF0;
  CHECK_FALSE(text_block(data));
  CHECK_FALSE(text_block({}));
}

TEST_CASE(
    "an answer with fingerprints has a head of six bytes, and prints of one of three lengths") {
  constexpr auto kRead = SamVCommand::read_with_fingerprints;
  const auto answer = [](std::size_t fingerprints) {
    Bytes data{0x01, 0x00, 0x04, 0x00, static_cast<std::uint8_t>(fingerprints >> 8), 0x00};
    data.resize(data.size() + 256, 'T');
    data.resize(data.size() + 1024, 'P');
    data.resize(data.size() + fingerprints, 'F');
    return data;
  };
  for (const std::size_t fingerprints : {0u, 512u, 1024u}) {
    const Bytes data = answer(fingerprints);
    const auto text = text_block(data, kRead);
    REQUIRE(text);
    CHECK(std::all_of(text->begin(), text->end(), [](auto byte) { return byte == 'T'; }));
    // With the head of the other read everything would stand one character further on.
    CHECK_FALSE(text_block(data));
    Bytes shorter = data;
    shorter.pop_back();
    CHECK_FALSE(text_block(shorter, kRead));
    Bytes longer = data;
    longer.push_back('F');
    CHECK_FALSE(text_block(longer, kRead));
  }
  CHECK_FALSE(text_block(answer(256), kRead));
  CHECK_FALSE(text_block(Bytes{0x01, 0x00, 0x04, 0x00, 0x00}, kRead));
  CHECK_FALSE(text_block(Bytes{0x01, 0x00, 0x04, 0x00, 0x00, 0x00}, kRead));
  Bytes plain{0x01, 0x00, 0x04, 0x00};
  plain.resize(4 + 256 + 1024, 'T');
  CHECK(text_block(plain));
  CHECK_FALSE(text_block(plain, kRead));
}

TEST_CASE("100,000 random and damaged streams are survived, and the next good reply is read") {
  std::mt19937 random(20230801);
  const auto any = [&] { return static_cast<std::uint8_t>(random()); };
  Bytes long_data(4 + 256 + 1024);
  for (auto& byte : long_data) byte = any();
  const Bytes read = reply(0x90, long_data);
  for (int round = 0; round < 100'000; ++round) {
    SamVDecoder decoder;
    Bytes stream = round % 3 == 0 ? Bytes(random() % 64) : round % 3 == 1 ? kFound : read;
    if (round % 3 == 0) {
      for (auto& byte : stream) byte = random() % 4 == 0 ? std::uint8_t{0xAA} : any();
    } else {
      stream[random() % stream.size()] = any();
      stream.resize(stream.size() - random() % 4);
    }
    (void)decoder.feed(stream);
    decoder.reset();
    REQUIRE(decoder.feed(kFound) == State::whole);
  }
}
