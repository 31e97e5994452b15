// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/wires/sam_v_line.h"

#include <catch2/catch.hpp>
#include <string>

#include "tests/devices/sandbox/wires/sam_v_client.h"
#include "tests/files.h"

using namespace sandbox;

namespace {

constexpr SamVTiming kNoTime{.find = {}, .select = {}, .read = {}, .address = {}};
const Bytes kPreamble{0xaa, 0xaa, 0xaa, 0x96, 0x69};

Bytes framed(Bytes rest) {
  rest.insert(rest.begin(), kPreamble.begin(), kPreamble.end());
  return rest;
}

ResidentCard resident(std::u16string name = u"测试甲") {
  return {.text = ResidentText{.name = std::move(name),
                               .birth = u"19380412",
                               .number = u"990101193804120011",
                               .valid_from = u"20100101",
                               .valid_to = u"长期"}};
}

Bytes text_of(const Bytes& frame) { return {frame.begin() + 14, frame.begin() + 14 + 256}; }

}  // namespace

TEST_CASE("the module answers for itself: reset, status, number") {
  const files::Folder scratch;
  SamVLine line(scratch / "sam", kNoTime);
  SamVClient client(line);
  CHECK(client.status() == framed({0x00, 0x04, 0x00, 0x00, 0x90, 0x94}));
  CHECK(client.reset() == framed({0x00, 0x04, 0x00, 0x00, 0x90, 0x94}));
  const Bytes number = client.identity();
  REQUIRE(sw3(number) == 0x90);
  REQUIRE(number.size() == 5 + 2 + 3 + 16 + 1);
  CHECK(Bytes(number.begin() + 10, number.end() - 1) ==
        Bytes{0x05, 0x00, 0x01, 0x00, 0xa5, 0x3a, 0x34, 0x01, 0x01, 0, 0, 0, 0x63, 0, 0, 0});
}

TEST_CASE("a card is found, selected and read") {
  const files::Folder scratch;
  SamVLine line(scratch / "sam", kNoTime);
  SamVClient client(line);
  CHECK(client.find() == framed({0x00, 0x04, 0x00, 0x00, 0x80, 0x84}));  // control: no card

  line.lay(resident());
  CHECK(client.find() == framed({0x00, 0x08, 0x00, 0x00, 0x9f, 0x00, 0x00, 0x00, 0x00, 0x97}));
  CHECK(client.select() == framed({0x00, 0x0c, 0x00, 0x00, 0x90, 0, 0, 0, 0, 0, 0, 0, 0, 0x9c}));
  const Bytes read = client.read();
  REQUIRE(read.size() == 1295);
  CHECK(sw3(read) == 0x90);
  CHECK(Bytes(read.begin() + 5, read.begin() + 14) ==
        Bytes{0x05, 0x08, 0x00, 0x00, 0x90, 0x01, 0x00, 0x04, 0x00});
  CHECK(text_of(read) == resident().record());
  CHECK(Bytes(read.begin() + 270, read.end() - 1) == resident().photo());
  CHECK(line.stats().cards_read == 1);
  CHECK(line.stats().commands.at(0x3001) == 1);
}

TEST_CASE("every layout and every text comes through as the card holds it") {
  const files::Folder scratch;
  SamVLine line(scratch / "sam", kNoTime);
  line.pace(false);
  SamVClient client(line);
  const std::vector<CardText> texts{
      ResidentText{.name = u"测试甲", .number = u"990101193804120011", .valid_to = u"长期"},
      ResidentText{.name = u"测\U00020BB7\U00030EDE", .number = u"990101195202290055"},
      ResidentText{.name = u"\uE86C\xd842", .address = u"示例省样本市测试区一号"},
      ResidentText{},
      PermitText{.name = u"测试乙", .pass_number = u"H99010101"},
      Foreigner2017Text{.english_name = u"SAMPLE, PERSON", .nationality = u"XXA"},
      Foreigner2023Text{.english_name = u"SAMPLE, PERSON", .nationality = u"XXA"},
  };
  std::string flags;
  for (const CardText& text : texts) {
    const ResidentCard card{.text = text};
    line.lay(card);
    REQUIRE(sw3(client.find()) == 0x9f);
    REQUIRE(sw3(client.select()) == 0x90);
    const Bytes read = client.read();
    REQUIRE(sw3(read) == 0x90);
    CHECK(text_of(read) == card.record());
    flags.push_back(static_cast<char>(text_of(read)[248]));
    line.lift();
  }
  CHECK(flags == "    JIY");
}

TEST_CASE("with fingerprints the head is six bytes long") {
  const files::Folder scratch;
  SamVLine line(scratch / "sam", kNoTime);
  line.pace(false);
  SamVClient client(line);
  struct Row {
    std::uint16_t fingers;
    std::size_t whole;
  };
  for (const Row row : {Row{0, 1297}, Row{512, 1809}, Row{1024, 2321}}) {
    ResidentCard card = resident();
    card.fingerprint_bytes = row.fingers;
    line.lay(card);
    REQUIRE(sw3(client.find()) == 0x9f);
    REQUIRE(sw3(client.select()) == 0x90);
    const Bytes read = client.read_with_fingers();
    CHECK(read.size() == row.whole);
    REQUIRE(sw3(read) == 0x90);
    const auto high = static_cast<std::uint8_t>(row.fingers >> 8);
    CHECK(Bytes(read.begin() + 10, read.begin() + 16) == Bytes{0x01, 0x00, 0x04, 0x00, high, 0x00});
    CHECK(Bytes(read.begin() + 16, read.begin() + 272) == card.record());
    line.lift();
  }
}

TEST_CASE("a new address is 70 bytes, or 91 when none was stored") {
  const files::Folder scratch;
  SamVLine line(scratch / "sam", kNoTime);
  SamVClient client(line);
  line.lay(resident());
  REQUIRE(sw3(client.find()) == 0x9f);
  REQUIRE(sw3(client.select()) == 0x90);
  CHECK(client.read_address() == framed({0x00, 0x04, 0x00, 0x00, 0x91, 0x95}));
  line.lift();

  ResidentCard moved = resident();
  moved.new_address = u"示例省样本市测试区新村三号";
  line.lay(moved);
  CHECK(sw3(client.read_address()) == 0x41);  // control: it was not selected
  REQUIRE(sw3(client.find()) == 0x9f);
  REQUIRE(sw3(client.select()) == 0x90);
  REQUIRE(sw3(client.read()) == 0x90);
  const Bytes answer = client.read_address();  // after the read, in the same selection
  REQUIRE(sw3(answer) == 0x90);
  CHECK(Bytes(answer.begin() + 10, answer.end() - 1) == moved.address_record());
}

TEST_CASE("a card that was read is not found again before it has left") {
  const files::Folder scratch;
  SamVLine line(scratch / "sam", kNoTime);
  SamVClient client(line);
  line.lay(resident());
  // Control: find alone may be repeated.
  CHECK(sw3(client.find()) == 0x9f);
  CHECK(sw3(client.find()) == 0x9f);
  REQUIRE(sw3(client.select()) == 0x90);
  REQUIRE(sw3(client.read()) == 0x90);
  for (int i = 0; i < 3; ++i) CHECK(sw3(client.find()) == 0x80);
  line.lift();
  CHECK(sw3(client.find()) == 0x80);
  line.lay(resident());
  CHECK(sw3(client.find()) == 0x9f);
}

TEST_CASE("the order find, select, read is kept") {
  const files::Folder scratch;
  SamVLine line(scratch / "sam", kNoTime);
  SamVClient client(line);
  line.lay(resident());
  CHECK(sw3(client.select()) == 0x81);
  CHECK(sw3(client.read()) == 0x41);
  CHECK(sw3(client.find()) == 0x9f);
  CHECK(sw3(client.read()) == 0x41);  // found and not selected; and now no longer found
  CHECK(sw3(client.select()) == 0x81);
  CHECK(sw3(client.find()) == 0x9f);
  CHECK(sw3(client.select()) == 0x90);
  CHECK(sw3(client.reset()) == 0x90);
  CHECK(sw3(client.read()) == 0x41);
}

TEST_CASE("a card that takes another's place is neither selected nor read in its name") {
  const files::Folder scratch;
  SamVLine line(scratch / "sam", kNoTime);
  SamVClient client(line);
  line.lay(resident(u"测试甲"));
  REQUIRE(sw3(client.find()) == 0x9f);
  line.lift();
  line.lay(resident(u"测试乙"));
  CHECK(sw3(client.select()) == 0x81);
  REQUIRE(sw3(client.find()) == 0x9f);
  REQUIRE(sw3(client.select()) == 0x90);
  line.lift();
  line.lay(resident(u"测试丙"));
  CHECK(sw3(client.read()) == 0x41);
  REQUIRE(sw3(client.find()) == 0x9f);
  REQUIRE(sw3(client.select()) == 0x90);
  CHECK(text_of(client.read()) == resident(u"测试丙").record());
}

TEST_CASE("only one identity card is found, whatever else lies there") {
  const files::Folder scratch;
  SamVLine line(scratch / "sam", kNoTime);
  SamVClient client(line);
  line.lay(MifareCard{});
  line.lay(TypeBCard{});
  line.lay(PassportCard{});
  line.lay(SocialSecurityCard{});
  CHECK(sw3(client.find()) == 0x80);
  line.lay(resident());
  CHECK(sw3(client.find()) == 0x9f);
  line.lay(resident());
  CHECK(sw3(client.find()) == 0x80);
}

TEST_CASE("a request is checked: CHK, LEN, and whether the command is known") {
  const files::Folder scratch;
  SamVLine line(scratch / "sam", kNoTime);
  SamVClient client(line);
  // One public client sends this check byte for find.
  CHECK(sw3(client.ask({0x00, 0x03, 0x20, 0x01, 0x21})) == 0x10);
  CHECK(sw3(client.ask({0x00, 0x02, 0x20, 0x22})) == 0x11);
  CHECK(sw3(client.ask({0xff, 0xff})) == 0x11);
  CHECK(sw3(client.ask({0x00, 0x04, 0x20, 0x01, 0x00, 0x25})) == 0x11);  // find takes no data
  CHECK(sw3(client.ask({0x00, 0x03, 0x77, 0x01, 0x75})) == 0x21);
  CHECK(sw3(client.ask({0x00, 0x03, 0x60, 0x05, 0x66})) == 0x21);
  CHECK(line.stats().bad_frames == 3);
  CHECK(sw3(client.status()) == 0x90);  // control: a good one goes through
}

TEST_CASE("a frame broken off does not swallow the next client's") {
  const files::Folder scratch;
  SamVLine line(scratch / "sam", kNoTime);
  {
    SamVClient client(line);
    client.send({0x00, 0x08, 0x20});
  }
  SamVClient client(line);
  CHECK(sw3(client.status()) == 0x11);
  CHECK(sw3(client.frame()) == 0x90);
  // Noise and single bytes do no harm.
  client.line.write(Bytes{0x13, 0xaa, 0xaa, 0x96, 0xaa});
  CHECK(sw3(client.status()) == 0x90);
  for (const std::uint8_t byte : framed({0x00, 0x03, 0x11, 0xff, 0xed})) {
    client.line.write(Bytes{byte});
  }
  CHECK(sw3(client.frame()) == 0x90);
}

TEST_CASE("requests in one breath are answered one after the other") {
  const files::Folder scratch;
  SamVLine line(scratch / "sam", {.find = std::chrono::milliseconds(5),
                                  .select = std::chrono::milliseconds(5),
                                  .read = std::chrono::milliseconds(5)});
  SamVClient client(line);
  line.lay(resident());
  Bytes all = framed({0x00, 0x03, 0x20, 0x01, 0x22});
  for (const Bytes& more :
       {framed({0x00, 0x03, 0x20, 0x02, 0x21}), framed({0x00, 0x03, 0x30, 0x01, 0x32})}) {
    all.insert(all.end(), more.begin(), more.end());
  }
  client.line.write(all);
  CHECK(sw3(client.frame()) == 0x9f);
  CHECK(sw3(client.frame()) == 0x90);
  CHECK(sw3(client.frame()) == 0x90);
}

TEST_CASE("60 xx moves both ends to another speed") {
  const files::Folder scratch;
  SamVLine line(scratch / "sam", kNoTime);
  SamVClient client(line);
  const std::vector<std::pair<int, speed_t>> speeds{
      {57600, B57600}, {38400, B38400}, {19200, B19200}, {9600, B9600}};
  std::uint8_t code = 1;
  for (const auto& [baud, speed] : speeds) {
    const auto check = static_cast<std::uint8_t>(0x63 ^ code);
    CHECK(sw3(client.ask({0x00, 0x03, 0x60, code, check})) == 0x90);  // still at the old speed
    CHECK(line.stats().baud == baud);
    client.send({0x00, 0x03, 0x11, 0xff, 0xed});
    const Bytes noise = client.line.read_out();
    CHECK_FALSE(sw3(noise));  // control: one end alone is not enough
    client.line.set_speed(speed);
    CHECK(sw3(client.status()) == 0x90);
    ++code;
  }
  CHECK(sw3(client.ask({0x00, 0x03, 0x60, 0x00, 0x63})) == 0x90);
  client.line.set_speed(B115200);
  CHECK(sw3(client.status()) == 0x90);
}

TEST_CASE("an unplugged module hangs up and comes back without a memory") {
  const files::Folder scratch;
  SamVLine line(scratch / "sam", kNoTime);
  line.lay(resident());
  {
    SamVClient client(line);
    REQUIRE(sw3(client.find()) == 0x9f);
    REQUIRE(sw3(client.select()) == 0x90);
    line.unplug();
    CHECK(client.read().empty());
    CHECK(client.line.hung_up());
  }
  line.replug();
  SamVClient client(line);
  CHECK(sw3(client.read()) == 0x41);
  CHECK(sw3(client.find()) == 0x9f);
}

TEST_CASE("bytes and cards take their time, and how long is told") {
  const files::Folder scratch;
  SamVLine line(scratch / "sam");
  using Milliseconds = std::chrono::duration<double, std::milli>;
  const auto visit = [&](SamVTiming timing) {
    line.set_timing(timing);
    line.lift();
    line.lay(resident());
    SamVClient client(line);
    const auto start = std::chrono::steady_clock::now();
    REQUIRE(sw3(client.find()) == 0x9f);
    REQUIRE(sw3(client.select()) == 0x90);
    const auto selected = std::chrono::steady_clock::now();
    REQUIRE(sw3(client.read()) == 0x90);
    const auto end = std::chrono::steady_clock::now();
    WARN("read " << Milliseconds(end - selected).count() << " ms, the whole "
                 << Milliseconds(end - start).count() << " ms");
    return end - selected;
  };
  // 10 bytes out and 1,295 back, 86.8 µs each: a wire is never faster than itself.
  CHECK(visit(kNoTime) >= std::chrono::microseconds(113'200));
  CHECK(visit({}) >= std::chrono::microseconds(463'200));
}
