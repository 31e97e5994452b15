// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/wires/pn532_frame.h"

#include <catch2/catch.hpp>
#include <string_view>

#include "devices/sandbox/wires/pn532_line.h"
#include "devices/sandbox/wires/rf_field.h"
#include "tests/devices/sandbox/wires/serial_client.h"
#include "tests/files.h"

using namespace sandbox;

namespace {

Bytes hex(std::string_view text) {
  Bytes bytes;
  const std::string_view digits = "0123456789abcdef";
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == ' ') {
      ++i;
      continue;
    }
    const auto value = digits.find(text[i]) << 4 | digits.find(text[i + 1]);
    bytes.push_back(static_cast<std::uint8_t>(value));
    i += 2;
  }
  return bytes;
}

// A host that knows frames and nothing else.
struct Host {
  explicit Host(const Pn532Line& line) : client(line.path()) {
    client.write(
        hex("55 55 00 00 00 00 00 00 00 00 00 00 00 00 00 00"
            "00 00 ff 03 fd d4 14 01 17 00"));
    REQUIRE(client.read(15) == hex("00 00 ff 00 ff 00  00 00 ff 02 fe d5 15 16 00"));
  }
  // Sends, and expects the ACK and then exactly this.
  void expect(std::string_view request, std::string_view answer) {
    Bytes whole = hex("00 00 ff 00 ff 00");
    const Bytes rest = hex(answer);
    whole.insert(whole.end(), rest.begin(), rest.end());
    client.write(hex(request));
    CHECK(client.read(whole.size()) == whole);
  }
  // Sends, and takes `most` bytes and whatever follows them.
  Bytes after(std::string_view request, std::size_t most = 0) {
    client.write(hex(request));
    return client.read_out(most);
  }
  SerialClient client;
};

}  // namespace

TEST_CASE("every command answers the frame that the wire document states") {
  const files::Folder scratch;
  Pn532Line line(scratch / "reader");
  Host host(line);
  host.expect("00 00 ff 09 f7 d4 00 00 6c 69 62 6e 66 63 be 00",
              "00 00 ff 09 f7 d5 01 00 6c 69 62 6e 66 63 bc 00");
  host.expect("00 00 ff 02 fe d4 02 2a 00", "00 00 ff 06 fa d5 03 32 01 06 07 e8 00");
  host.expect("00 00 ff 03 fd d4 12 14 06 00", "00 00 ff 02 fe d5 13 18 00");
  // Registers: written, read back, and an unknown one reads 0.
  host.expect("00 00 ff 05 fb d4 08 63 05 40 7c 00", "00 00 ff 02 fe d5 09 22 00");
  host.expect("00 00 ff 06 fa d4 06 63 05 63 3d 1e 00", "00 00 ff 04 fc d5 07 40 00 e4 00");
  host.expect("00 00 ff 04 fc d4 32 01 01 f8 00", "00 00 ff 02 fe d5 33 f8 00");
  host.expect("00 00 ff 06 fa d4 32 05 00 01 02 f2 00", "00 00 ff 02 fe d5 33 f8 00");
  host.expect("00 00 ff 06 fa d4 32 02 00 0b 07 e6 00", "00 00 ff 02 fe d5 33 f8 00");
  // Searches: of both types, by list and by poll; nothing lies there.
  host.expect("00 00 ff 05 fb d4 4a 01 03 00 de 00", "00 00 ff 03 fd d5 4b 00 e0 00");
  host.expect("00 00 ff 04 fc d4 4a 01 00 e1 00", "00 00 ff 03 fd d5 4b 00 e0 00");
  host.expect("00 00 ff 05 fb d4 60 01 01 23 a7 00", "00 00 ff 03 fd d5 61 00 ca 00");

  line.lay(ResidentCard{});
  host.expect("00 00 ff 05 fb d4 4a 01 03 00 de 00",
              "00 00 ff 12 ee d5 4b 01 01 50 00 00 00 00 d1 03 86 0c 00 80 80 01 08 1f 00");
  host.expect("00 00 ff 02 fe d4 04 28 00", "00 00 ff 0a f6 d5 05 00 01 01 01 00 00 03 80 a0 00");
  host.expect("00 00 ff 05 fb d4 42 05 00 00 e5 00",
              "00 00 ff 0f f1 d5 43 00 50 00 00 00 00 d1 03 86 0c 00 80 80 32 00");
  // I-blocks do not reach it: status 01.
  host.expect("00 00 ff 08 f8 d4 40 01 00 36 00 00 08 ad 00", "00 00 ff 03 fd d5 41 01 e9 00");
  host.expect("00 00 ff 03 fd d4 44 00 e8 00", "00 00 ff 03 fd d5 45 00 e6 00");
  host.expect("00 00 ff 03 fd d4 52 00 da 00", "00 00 ff 03 fd d5 53 00 d8 00");
  CHECK(line.stats().bad_frames == 0);

  // What the chip does not know: the application-level error frame.
  host.expect("00 00 ff 02 fe d4 0e 1e 00", "00 00 ff 01 ff 7f 81 00");
  // Asleep, it hears nothing without a wake-up byte.
  host.expect("00 00 ff 03 fd d4 16 f0 26 00", "00 00 ff 03 fd d5 17 00 14 00");
  CHECK(host.after("00 00 ff 02 fe d4 02 2a 00").empty());
  host.expect("55 00 00 ff 02 fe d4 02 2a 00", "00 00 ff 06 fa d5 03 32 01 06 07 e8 00");
}

TEST_CASE("the host's ACK ends a pending command, its NACK has the last answer again") {
  const files::Folder scratch;
  Pn532Line line(scratch / "reader");
  Host host(line);
  host.expect("00 00 ff 06 fa d4 32 05 ff ff ff f8 00", "00 00 ff 02 fe d5 33 f8 00");
  // An endless search: an ACK, then nothing.
  CHECK(host.after("00 00 ff 05 fb d4 4a 01 03 00 de 00", 6) == hex("00 00 ff 00 ff 00"));
  CHECK(line.stats().pending);
  // A command in the meantime waits unheard; a card lets both be answered, in their order.
  CHECK(host.after("00 00 ff 02 fe d4 02 2a 00").empty());
  line.lay(ResidentCard{});
  CHECK(host.client.read(44) ==
        hex("00 00 ff 12 ee d5 4b 01 01 50 00 00 00 00 d1 03 86 0c 00 80 80 01 08 1f 00"
            "00 00 ff 00 ff 00  00 00 ff 06 fa d5 03 32 01 06 07 e8 00"));
  line.lift();

  CHECK(host.after("00 00 ff 05 fb d4 4a 01 03 00 de 00", 6) == hex("00 00 ff 00 ff 00"));
  CHECK(host.after("00 00 ff 00 ff 00").empty());
  CHECK_FALSE(line.stats().pending);
  CHECK(line.stats().aborts == 1);
  line.lay(ResidentCard{});  // control: nobody waits for it any more
  CHECK(host.client.read_out().empty());
  host.expect("00 00 ff 02 fe d4 02 2a 00", "00 00 ff 06 fa d5 03 32 01 06 07 e8 00");
  CHECK(host.after("00 00 ff ff 00 00", 13) == hex("00 00 ff 06 fa d5 03 32 01 06 07 e8 00"));
}

TEST_CASE("frames with wrong checksums stay unanswered, and the next good one does not") {
  const files::Folder scratch;
  Pn532Line line(scratch / "reader");
  Host host(line);
  const char* bad = GENERATE("00 00 ff 02 fe d4 02 2b 00",  // DCS
                             "00 00 ff 02 fd d4 02 2a 00",  // LCS
                             "00 00 ff 02 fe d5 02 29 00",  // not to the chip
                             "13 ff 00 80 55 00");          // no frame at all
  CHECK(host.after(bad).empty());
  host.expect("00 00 ff 02 fe d4 02 2a 00", "00 00 ff 06 fa d5 03 32 01 06 07 e8 00");
  // The same as an extended frame, and cut into single bytes.
  host.expect("00 00 ff ff ff 00 02 fe d4 02 2a 00", "00 00 ff 06 fa d5 03 32 01 06 07 e8 00");
  for (const std::uint8_t byte : hex("00 00 ff 02 fe d4 02 2a")) host.client.write(Bytes{byte});
  CHECK(host.after("00", 19).size() == 19);
}

TEST_CASE("no byte sequence stops the frame reader") {
  Pn532FrameReader reader;
  std::uint32_t noise = 1;
  for (int round = 0; round < 2000; ++round) {
    Bytes bytes;
    for (int i = 0; i < 40; ++i) {
      noise = noise * 1664525 + 1013904223;
      // Many zeros and ff, so that start codes and long frames begin.
      const auto drawn = static_cast<std::uint8_t>(noise >> 24);
      bytes.push_back(drawn < 90 ? 0x00 : drawn < 170 ? 0xff : drawn);
    }
    reader.feed(bytes);
    while (reader.next()) {
    }
  }
  // Whatever length was begun, it ends within one longest frame.
  reader.feed(Bytes(300, 0x00));
  while (reader.next()) {
  }
  reader.feed(hex("00 00 ff 02 fe d4 02 2a 00"));
  const auto frame = reader.next();
  REQUIRE(frame);
  REQUIRE(std::holds_alternative<Pn532Command>(*frame));
  CHECK(std::get<Pn532Command>(*frame).bytes == Bytes{0x02});
}

TEST_CASE("CRC_B is the one cards use") {
  CHECK(crc_b(hex("05 00 00")) == std::array<std::uint8_t, 2>{0x71, 0xff});
  CHECK(crc_b(hex("1d 00 00 00 00 00 08 01 08")) == std::array<std::uint8_t, 2>{0xf3, 0x10});
  CHECK(crc_b(hex("00 36 00 00 08")) == std::array<std::uint8_t, 2>{0x57, 0x44});
}
