// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/tlv.h"

#include <catch2/catch.hpp>
#include <random>
#include <vector>

using namespace devices::reader;

namespace {

using Bytes = std::vector<std::uint8_t>;

std::optional<Tlv> first(const Bytes& bytes) { return TlvReader(bytes).next(); }

Bytes object_of(Bytes head, std::size_t length) {
  head.insert(head.end(), length, 0xab);
  return head;
}

bool is_inside(std::span<const std::uint8_t> part, const Bytes& whole) {
  return part.empty() ||
         (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

}  // namespace

TEST_CASE("tags of one, two and three bytes are read as numbers, a longer one is refused") {
  CHECK(first({0x7c, 0x00})->tag == 0x7c);
  CHECK(first({0x5f, 0x1f, 0x00})->tag == 0x5f1f);
  CHECK(first({0x5f, 0xc1, 0x01, 0x00})->tag == 0x5fc101);
  CHECK_FALSE(first({0x5f, 0xc1, 0x81, 0x01, 0x00}));
  CHECK_FALSE(first({0x5f, 0x80, 0x01, 0x00}));  // a number that begins with zeros
}

TEST_CASE("lengths are read up to 64 KiB and never without end") {
  CHECK(first(object_of({0x53, 0x7f}, 0x7f))->value.size() == 0x7f);
  CHECK(first(object_of({0x53, 0x81, 0x80}, 0x80))->value.size() == 0x80);
  CHECK(first(object_of({0x53, 0x82, 0x01, 0x00}, 0x100))->value.size() == 0x100);
  CHECK(first(object_of({0x53, 0x83, 0x00, 0xff, 0xff}, 0xffff))->value.size() == 0xffff);
  CHECK(first(object_of({0x53, 0x83, 0x01, 0x00, 0x00}, 0x10000))->value.size() == 0x10000);
  CHECK_FALSE(first(object_of({0x53, 0x83, 0x01, 0x00, 0x01}, 0x10001)));
  CHECK_FALSE(first(object_of({0x53, 0x84, 0x00, 0x00, 0x00, 0x01}, 1)));
  CHECK_FALSE(first({0x53, 0x80, 0x70, 0x00, 0x00, 0x00}));  // indefinite
  CHECK_FALSE(first({0x53, 0xff, 0x00}));
}

TEST_CASE("an object cut off at any byte is none, and nothing after it is read") {
  const Bytes whole{0x5f, 0xc1, 0x01, 0x81, 0x03, 0x01, 0x02, 0x03};
  REQUIRE(first(whole));
  for (std::size_t size = 1; size < whole.size(); ++size) {
    const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    TlvReader reader(cut);
    CHECK_FALSE(reader.next());
    CHECK_FALSE(reader.whole());
    CHECK_FALSE(reader.next());
  }
}

TEST_CASE("objects come in their order, padding between them is passed over") {
  const Bytes bytes{0x00, 0x70, 0x01, 0xaa, 0x00, 0x00, 0x71, 0x00, 0x00};
  TlvReader reader(bytes);
  const auto certificate = reader.next();
  REQUIRE(certificate);
  CHECK(certificate->tag == 0x70);
  CHECK(certificate->value[0] == 0xaa);
  const auto info = reader.next();
  REQUIRE(info);
  CHECK(info->tag == 0x71);
  CHECK_FALSE(reader.next());
  CHECK(reader.whole());
}

TEST_CASE("a path leads to one value, four tags deep at most") {
  const Bytes bytes{0x7c, 0x0a, 0x82, 0x02, 0x01, 0x02, 0x6e, 0x04, 0x73, 0x02, 0x85, 0x00};
  const auto value = find_tlv(bytes, {0x7c, 0x82});
  REQUIRE(value);
  CHECK(Bytes(value->begin(), value->end()) == Bytes{0x01, 0x02});
  CHECK(find_tlv(bytes, {0x7c, 0x6e, 0x73, 0x85}));
  CHECK_FALSE(find_tlv(bytes, {0x7c, 0x6e, 0x73, 0x85, 0x85}));
  CHECK_FALSE(find_tlv(bytes, {}));
  CHECK_FALSE(find_tlv(bytes, {0x7c, 0x83}));
  CHECK_FALSE(find_tlv(bytes, {0x53, 0x82}));
}

TEST_CASE("a value that stands there twice, or beside a broken object, is not taken") {
  const Bytes once{0x82, 0x01, 0x01, 0x83, 0x01, 0x02};
  const Bytes twice{0x82, 0x01, 0x01, 0x82, 0x01, 0x02};
  const Bytes broken{0x82, 0x01, 0x01, 0x83, 0x02, 0x02};
  CHECK(find_tlv(once, {0x82}));  // control
  CHECK_FALSE(find_tlv(twice, {0x82}));
  CHECK_FALSE(find_tlv(broken, {0x82}));
}

TEST_CASE("whatever the bytes are, every view lies inside them and the reader comes to an end") {
  std::mt19937 random(7);
  std::uniform_int_distribution<int> byte(0, 255);
  std::size_t objects = 0;
  for (int round = 0; round < 20'000; ++round) {
    Bytes bytes(static_cast<std::size_t>(byte(random) % 40));
    for (std::uint8_t& one : bytes) {
      // Half of them small, so that lengths fit now and then.
      const int drawn = byte(random);
      one = static_cast<std::uint8_t>(drawn % 2 == 0 ? drawn : drawn % 8);
    }
    TlvReader reader(bytes);
    std::size_t steps = 0;
    while (const auto object = reader.next()) {
      REQUIRE(is_inside(object->value, bytes));
      REQUIRE(++steps <= bytes.size());
    }
    objects += steps;
    if (const auto found = find_tlv(bytes, {0x02, 0x04})) REQUIRE(is_inside(*found, bytes));
  }
  CHECK(objects > 10'000);  // control: the bytes were not all noise
}
