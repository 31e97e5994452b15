// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/reader_messages.h"

#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace devices::reader;
using namespace std::chrono;
using Bytes = std::vector<std::uint8_t>;

template <class Message>
Bytes bytes_of(Message message) {
  Packet packet;
  if constexpr (std::is_same_v<Message, Start> || std::is_same_v<Message, Stop>) {
    encode(Order{message}, packet);
  } else {
    encode(Report{std::move(message)}, packet);
  }
  return {packet.bytes().begin(), packet.bytes().end()};
}

Read sample() {
  Read read;
  read.ticket = 0x0102030405060708;
  read.identity.kind = visit::DocumentKind::hmt_permit;
  read.identity.name = visit::Secret("\U00020164·Äb");
  read.identity.number = visit::Secret("99010119380412002X");
  read.identity.birth = year{1938} / 4 / 12;
  return read;
}

}  // namespace

TEST_CASE("messages are the bytes of the wire document") {
  CHECK(bytes_of(Start{0x0102030405060708, visit::Wanted::paper}) ==
        Bytes{1, 1, 2, 3, 4, 5, 6, 7, 8, 2});
  CHECK(bytes_of(Start{1, visit::Wanted::desk, {0xA1, 2, 3, 4, 5, 6, 7, 8}}) ==
        Bytes{1, 0, 0, 0, 0, 0, 0, 0, 1, 4, 0xA1, 2, 3, 4, 5, 6, 7, 8});
  CHECK(bytes_of(Stop{}) == Bytes{2});
  CHECK(bytes_of(Beat{DeviceState::works, DeviceState::not_tried, DeviceState::gone,
                      DeviceState::works}) == Bytes{0x81, 3, 1, 2, 0, 1});
  CHECK(bytes_of(Lifted{1}) == Bytes{0x89, 0, 0, 0, 0, 0, 0, 0, 1});
  CHECK(bytes_of(Measured{1, 365}) == Bytes{0x8A, 0, 0, 0, 0, 0, 0, 0, 1, 0x01, 0x6D});
  CHECK(bytes_of(BadgeShown{1, {0xA1, 2, 3, 4, 5, 6, 7, 8}}) ==
        Bytes{0x86, 0, 0, 0, 0, 0, 0, 0, 1, 0xA1, 2, 3, 4, 5, 6, 7, 8});
  CHECK(bytes_of(Scanned{1, visit::Secret("HC1:A")}) ==
        Bytes{0x87, 0, 0, 0, 0, 0, 0, 0, 1, 0, 5, 'H', 'C', '1', ':', 'A'});
  CHECK(bytes_of(ScanFailed{1, visit::ScanTrouble::broken_off}) ==
        Bytes{0x88, 0, 0, 0, 0, 0, 0, 0, 1, 1});
  CHECK(bytes_of(Laid{1}) == Bytes{0x82, 0, 0, 0, 0, 0, 0, 0, 1});
  CHECK(bytes_of(Failed{1, visit::CardTrouble::other_card}) ==
        Bytes{0x84, 0, 0, 0, 0, 0, 0, 0, 1, 3});
  const Bytes read = bytes_of(sample());
  CHECK(Bytes(read.begin(), read.begin() + 20) ==
        Bytes{0x83, 1, 2, 3, 4, 5, 6, 7, 8, 1, 0x01, 0x27, 0xB8, 0xBC, 0, 0, 0, 0, 0, 9});
}

TEST_CASE("what is encoded is decoded again") {
  const auto report = decode_report(bytes_of(sample()));
  REQUIRE(report);
  const auto& read = std::get<Read>(*report);
  const auto expected = sample();
  CHECK(read.ticket == expected.ticket);
  CHECK(read.identity.kind == expected.identity.kind);
  CHECK(read.identity.name == expected.identity.name);
  CHECK(read.identity.number == expected.identity.number);
  CHECK(read.identity.birth == expected.identity.birth);
  CHECK_FALSE(read.identity.valid_until);
  const Beat beat{DeviceState::gone, DeviceState::works, DeviceState::not_tried};
  CHECK(std::get<Beat>(*decode_report(bytes_of(beat))) == beat);
  // A card that only hints says the same in a message of its own.
  Bytes hint = bytes_of(sample());
  hint[0] = 0x85;
  CHECK(std::get<Hinted>(*decode_report(hint)).identity.number == expected.identity.number);
  const auto scanned = decode_report(bytes_of(Scanned{3, visit::Secret("GC1:王")}));
  CHECK(std::get<Scanned>(*scanned).text.reveal() == "GC1:王");
  CHECK(std::get<Start>(*decode_order(bytes_of(Start{7}))).ticket == 7);
  const BadgeId badge{1, 2, 3, 4, 5, 6, 7, 8};
  const auto desk = decode_order(bytes_of(Start{7, visit::Wanted::desk, badge}));
  CHECK(std::get<Start>(*desk).badge == badge);
  CHECK(std::get<Measured>(*decode_report(bytes_of(Measured{3, 365}))).tenths == 365);
}

TEST_CASE("a packet that is shorter or longer than its message is none") {
  for (const Bytes& good :
       {bytes_of(Beat{}), bytes_of(Laid{1}), bytes_of(sample()), bytes_of(Failed{1, {}}),
        bytes_of(BadgeShown{1, {}}), bytes_of(Scanned{1, visit::Secret("x")}),
        bytes_of(ScanFailed{1, {}}), bytes_of(Lifted{1}), bytes_of(Measured{1, 365})}) {
    REQUIRE(decode_report(good));
    for (std::size_t size = 0; size < good.size(); ++size) {
      CHECK_FALSE(decode_report(std::span(good).first(size)));
    }
    Bytes longer = good;
    longer.push_back(0);
    CHECK_FALSE(decode_report(longer));
    CHECK_FALSE(decode_order(good));
  }
  CHECK_FALSE(decode_order(Bytes{1, 0, 0, 0, 0, 0, 0, 0, 1}));
  // The desk's badge is missing, or belongs to no desk.
  CHECK_FALSE(decode_order(Bytes{1, 0, 0, 0, 0, 0, 0, 0, 1, 4}));
  CHECK_FALSE(decode_order(Bytes{1, 0, 0, 0, 0, 0, 0, 0, 1, 3, 1, 2, 3, 4, 5, 6, 7, 8}));
  CHECK(decode_order(Bytes{1, 0, 0, 0, 0, 0, 0, 0, 1, 5}));
  CHECK_FALSE(decode_order(Bytes{1, 0, 0, 0, 0, 0, 0, 0, 1, 6}));
  CHECK_FALSE(decode_order(Bytes{2, 0}));
}

TEST_CASE("values outside their range make no message") {
  CHECK(decode_report(Bytes{0x81, 3, 1, 1, 1, 1}));
  CHECK_FALSE(decode_report(Bytes{0x81, 2, 1, 1, 1, 1}));  // another version
  CHECK_FALSE(decode_report(Bytes{0x81, 3, 3, 1, 1, 1}));
  CHECK_FALSE(decode_report(Bytes{0x81, 3, 1, 1, 1, 3}));
  const auto measured = [](std::uint8_t high, std::uint8_t low) {
    return decode_report(Bytes{0x8A, 0, 0, 0, 0, 0, 0, 0, 1, high, low}).has_value();
  };
  CHECK(measured(0x01, 0x40));  // 32.0
  CHECK_FALSE(measured(0x01, 0x3F));
  CHECK(measured(0x01, 0xAE));  // 43.0
  CHECK_FALSE(measured(0x01, 0xAF));
  CHECK(decode_report(Bytes{0x84, 0, 0, 0, 0, 0, 0, 0, 1, 5}));
  CHECK_FALSE(decode_report(Bytes{0x84, 0, 0, 0, 0, 0, 0, 0, 1, 6}));  // only the parent says gone
  CHECK_FALSE(decode_report(Bytes{0x8B}));
  const auto with = [](std::size_t at, std::uint8_t value) {
    Bytes bytes = bytes_of(sample());
    bytes[at] = value;
    return decode_report(bytes).has_value();
  };
  CHECK(with(0, 0x83));
  CHECK_FALSE(with(9, 3));      // kind
  CHECK_FALSE(with(13, 0xFF));  // a birth on day 79
  CHECK_FALSE(with(20, 0xFF));  // no UTF-8
  CHECK_FALSE(with(19, 8));     // a name that ends within a character
  Bytes lower = bytes_of(sample());
  lower.back() = 'x';
  CHECK_FALSE(decode_report(lower));
}

TEST_CASE("overlong forms, surrogates and stray bytes are no names") {
  const auto accepts = [](std::string_view name) {
    Read read = sample();
    read.identity.name = visit::Secret(name);
    return decode_report(bytes_of(std::move(read))).has_value();
  };
  CHECK(accepts("王"));
  CHECK(accepts(std::string(360, 'A')));
  CHECK_FALSE(accepts(""));
  CHECK_FALSE(accepts("\xC0\x80"));
  CHECK_FALSE(accepts("\xE0\x80\x80"));
  CHECK_FALSE(accepts("\xED\xA0\x80"));
  CHECK_FALSE(accepts("\xF4\x90\x80\x80"));
  CHECK_FALSE(accepts("\x80"));
  CHECK_FALSE(accepts("A\xE7\x8E"));
}

TEST_CASE("a scan is text without control characters, as long as a QR code holds at most") {
  CHECK(is_printable_scan("HC1:6BF$ %*+-./:"));
  CHECK(is_printable_scan(std::string(kLongestScan, 'A')));
  CHECK_FALSE(is_printable_scan(std::string(kLongestScan + 1, 'A')));
  for (const std::string_view text : {"", "a\tb",
                                      "a\x1D"
                                      "b",
                                      "\x7F", "\xC2\x85", "\xFF", "\xC2"}) {
    CHECK_FALSE(is_printable_scan(text));
  }
  CHECK(is_printable_scan("\xC2\xA0"));
}

TEST_CASE("100,000 random packets are survived") {
  std::mt19937 random(7);
  const Bytes good = bytes_of(sample());
  for (int round = 0; round < 100'000; ++round) {
    Bytes packet = round % 2 == 0 ? good : Bytes(random() % (kLongestPacket + 2));
    const auto changes = round % 2 == 0 ? random() % 4 : packet.size();
    for (std::size_t i = 0; i < changes && !packet.empty(); ++i) {
      packet[random() % packet.size()] = static_cast<std::uint8_t>(random());
    }
    (void)decode_report(packet);
    (void)decode_order(packet);
  }
  CHECK(decode_report(good));
}
