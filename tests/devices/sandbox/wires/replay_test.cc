// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/wires/replay.h"

#include <catch2/catch.hpp>
#include <chrono>

#include "devices/sandbox/wires/pn532_frame.h"
#include "devices/sandbox/wires/sam_v_frame.h"
#include "tests/devices/sandbox/wires/serial_client.h"
#include "tests/devices/sandbox/wires/soon.h"
#include "tests/files.h"

using namespace sandbox;

namespace {

constexpr const char* kHead = "# green-channel wire recording 1\nprotocol sam-v\n";

std::string recording(const std::string& lines) { return kHead + lines; }

struct Line {
  explicit Line(const std::string& lines, ReplayPace pace = ReplayPace::none,
                Replay::Filler filler = nullptr)
      : replay(Replay::open(scratch / "line", recording(lines), pace, std::move(filler))),
        client(scratch / "line") {
    REQUIRE(replay);
    REQUIRE(client.is_open());
  }
  files::Folder scratch;
  std::unique_ptr<Replay> replay;
  SerialClient client;
};

}  // namespace

TEST_CASE("a replay says what was recorded when it hears what was recorded") {
  Line line(
      "0.000 > 01 02 03\n"
      "# a remark\n"
      "0.010 < 0a 0b\n"
      "0.011 < 0c\n"
      "1.500 > 04\n"
      "1.600 < 0d\n");
  REQUIRE(line.client.write(Bytes{1, 2, 3}));
  CHECK(line.client.read(3) == Bytes{0x0a, 0x0b, 0x0c});
  CHECK(line.replay->followed());
  CHECK(line.replay->position() == 3);
  CHECK_FALSE(line.replay->finished());
  REQUIRE(line.client.write(Bytes{4}));
  CHECK(line.client.read(1) == Bytes{0x0d});
  CHECK(line.replay->finished());
  CHECK(line.replay->followed());
}

TEST_CASE("the host's bytes may come in any chunks, and before their turn") {
  Line line("0 > 01 02 03\n0 < 0a\n0 > 04 05\n0 < 0b\n");
  REQUIRE(line.client.write(Bytes{1}));
  REQUIRE(line.client.write(Bytes{2}));
  CHECK(line.client.read(1, std::chrono::milliseconds(30)).empty());  // control: not yet its turn
  REQUIRE(line.client.write(Bytes{3, 4, 5}));
  CHECK(line.client.read(2) == Bytes{0x0a, 0x0b});
  CHECK(line.replay->finished());
}

TEST_CASE("a host that says something else is not answered any more, and the replay tells") {
  Line line("0 > 01 02\n0 < 0a\n0 > 03\n0 < 0b\n");
  REQUIRE(line.client.write(Bytes{1, 2, 9}));
  CHECK(line.client.read(1) == Bytes{0x0a});
  CHECK(soon([&] { return !line.replay->followed(); }));
  CHECK(line.replay->position() == 2);
  REQUIRE(line.client.write(Bytes{3}));
  CHECK(line.client.read(1, std::chrono::milliseconds(30)).empty());
}

TEST_CASE("a host's hidden bytes may be any, and no fewer") {
  Line line("0 > 01 -- --\n0 < 0a\n");
  REQUIRE(line.client.write(Bytes{1, 0xee}));
  CHECK(line.client.read(1, std::chrono::milliseconds(30)).empty());
  REQUIRE(line.client.write(Bytes{0x77}));
  CHECK(line.client.read(1) == Bytes{0x0a});
}

TEST_CASE("hidden bytes of a module are zeros with a check byte that holds") {
  Line line("0 > 01\n0 < aa aa aa 96 69 00 0a 00 00 90 05 -- -- -- -- -- --\n");
  REQUIRE(line.client.write(Bytes{1}));
  CHECK(line.client.read(17) == sam_v_frame(SamVStatus::ok, Bytes{5, 0, 0, 0, 0, 0}));
}

TEST_CASE("hidden bytes are what the caller gives for them, with a check byte that holds") {
  std::vector<std::size_t> asked;
  Line line(
      "0 > 01\n"
      "0 < aa aa aa 96 69 00 0a 00 00 90 05 -- -- -- -- -- --\n"
      "0 < 00 00 ff 0d f3 d5 43 00 -- -- -- -- -- -- -- -- 90 00 -- 00\n"
      "0 < 00 00 ff ff ff 00 05 fb d5 41 00 -- -- -- 00\n"
      "0 < -- -- --\n",
      ReplayPace::none, [&](std::size_t count) {
        asked.push_back(count);
        return Bytes{1, 2, 3};
      });
  REQUIRE(line.client.write(Bytes{1}));
  CHECK(line.client.read(17) == sam_v_frame(SamVStatus::ok, Bytes{5, 1, 2, 3, 0, 0}));
  CHECK(line.client.read(20) == pn532_frame(Bytes{0x43, 0x00, 1, 2, 3, 0, 0, 0, 0, 0, 0x90, 0x00}));
  CHECK(line.client.read(15) == pn532_extended_frame(Bytes{0x41, 0x00, 1, 2}));
  CHECK(line.client.read(3) == Bytes{1, 2, 3});
  CHECK(asked == std::vector<std::size_t>{5, 8, 2, 3});
}

TEST_CASE("a frame that was recorded with a wrong check byte is replayed with it") {
  Line line("0 > 01\n0 < aa aa aa 96 69 00 04 00 00 90 95\n");
  REQUIRE(line.client.write(Bytes{1}));
  CHECK(line.client.read(11) == Bytes{0xaa, 0xaa, 0xaa, 0x96, 0x69, 0, 4, 0, 0, 0x90, 0x95});
}

TEST_CASE("recorded pauses are made, where they are asked for") {
  const std::string lines = "0.000 > 01\n0.300 < 0a\n";
  const auto time = [&](ReplayPace pace) {
    Line line(lines, pace);
    const auto start = std::chrono::steady_clock::now();
    REQUIRE(line.client.write(Bytes{1}));
    CHECK(line.client.read(1) == Bytes{0x0a});
    return std::chrono::steady_clock::now() - start;
  };
  // Never sooner than recorded. How much later is the machine's affair.
  CHECK(time(ReplayPace::recorded) >= std::chrono::milliseconds(299));
  (void)time(ReplayPace::none);
}

TEST_CASE("what is no recording is not replayed") {
  const files::Folder scratch;
  const auto opens = [&](const std::string& text) {
    return Replay::open(scratch / "line", text) != nullptr;
  };
  CHECK(opens(recording("0.0 > 01\n")));
  CHECK(opens(recording("")));
  CHECK_FALSE(opens(""));
  CHECK_FALSE(opens("# green-channel wire recording 2\nprotocol sam-v\n"));
  CHECK_FALSE(opens("# green-channel wire recording 1\n0.0 > 01\n"));
  CHECK_FALSE(opens("# green-channel wire recording 1\nprotocol usb\n"));
  CHECK_FALSE(opens(recording("0.0 > 1\n")));
  CHECK_FALSE(opens(recording("0.0 > 0g\n")));
  CHECK_FALSE(opens(recording("0.0 > 001\n")));
  CHECK_FALSE(opens(recording("0.0 >\n")));
  CHECK_FALSE(opens(recording("0.0 = 01\n")));
  CHECK_FALSE(opens(recording("-1 > 01\n")));
  CHECK_FALSE(opens(recording("soon > 01\n")));
}

TEST_CASE("an unplugged replay hangs up") {
  Line line("0 > 01\n");
  line.replay->unplug();
  CHECK(line.client.read(1).empty());
  CHECK(line.client.hung_up());
}
