// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/recording.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/devices/reader/spoken_session.h"

using namespace bench;

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
