// SPDX-License-Identifier: GPL-3.0-or-later
// The emulated receipt printer against the makers' manuals, byte by byte.
#include "devices/sandbox/printer/escpos_printer.h"

#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/files.h"

namespace sandbox {
namespace {

namespace fs = std::filesystem;
using Text = std::string;

constexpr int kSoon = 5000;  // ms; bounds a wait, decides nothing

struct Line {
  Line() { open(); }
  ~Line() { close(device); }
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  void open() {
    device = ::open((folder / "printer").c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
    REQUIRE(device >= 0);
    termios mode{};
    REQUIRE(tcgetattr(device, &mode) == 0);
    cfmakeraw(&mode);
    cfsetspeed(&mode, B38400);
    REQUIRE(tcsetattr(device, TCSANOW, &mode) == 0);
  }
  void write(const Text& bytes) const {
    REQUIRE(::write(device, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  }
  // So many bytes of an answer, fewer if they do not come.
  [[nodiscard]] Text read(std::size_t count, int within = kSoon) const {
    Text answer;
    while (answer.size() < count) {
      pollfd entry{device, POLLIN, 0};
      char byte = 0;
      if (poll(&entry, 1, within) <= 0 || ::read(device, &byte, 1) != 1) break;
      answer += byte;
    }
    return answer;
  }
  [[nodiscard]] unsigned status(char which) const {
    write(Text{"\x10\x04"} + which);
    const Text answer = read(1);
    REQUIRE(answer.size() == 1);
    const auto byte = static_cast<unsigned char>(answer[0]);
    CHECK((byte & 0x93U) == 0x12U);  // the bits by which it is known
    return byte;
  }

  files::Folder folder;
  std::unique_ptr<EscposPrinter> printer = std::make_unique<EscposPrinter>(folder / "printer");
  int device = -1;
};

const Text kRow = Text{"\x1dv0\0\x48\0\x01\0", 8} + Text(72, '\x55');
const Text kAsk{
    "\x1d(H\x06\0"
    "00abcd",
    11};
const Text kAnswer{
    "\x37\x22"
    "abcd\0",
    7};
const Text kCut{"\x1dV\x42\0", 4};

TEST_CASE("rows, feeds and a cut make a piece of paper, and a process id says when") {
  const Line line;
  line.write("\x1b@" + kRow + kRow + "\x1bJ\x05" + kCut + kAsk);
  CHECK(line.read(7) == kAnswer);
  const auto pieces = line.printer->pieces();
  REQUIRE(pieces.size() == 1);
  CHECK(pieces[0].height() == 2 + 5 + 100);  // and from the head to the cutter
  CHECK(pieces[0].rows[0] == 0x55);
  CHECK(pieces[0].rows[2 * 72] == 0);
  CHECK(pieces[0].pbm().starts_with("P4\n576 107\n"));
  CHECK(line.printer->stats().unknown == 0);
}

TEST_CASE("a blade that sticks at the cut leaves the paper hanging in it; freed, it cuts through") {
  const Line line;
  line.printer->jam_at_cut();
  line.write(kRow + kAsk);
  CHECK(line.read(7) == kAnswer);  // until then nothing is wrong
  CHECK((line.status(3) & 0x08U) == 0);
  line.write(kCut + kAsk);
  CHECK(line.read(1, 100).empty());
  CHECK((line.status(3) & 0x08U) != 0);
  CHECK(line.printer->pieces().empty());
  CHECK(line.printer->hanging_out().height() == 1);
  line.printer->jam_cutter(false);
  CHECK(line.read(7) == kAnswer);
  CHECK(line.printer->pieces().size() == 1);
  CHECK(line.printer->hanging_out().height() == 0);
}

TEST_CASE("each fault stands in its bit, and stops what is in the buffer but no question") {
  const Line line;
  CHECK(line.status(1) == 0x12);
  CHECK(line.status(2) == 0x12);
  line.printer->open_cover(true);
  CHECK(line.status(1) == 0x1a);
  CHECK(line.status(2) == 0x16);
  line.write(kRow + kAsk);
  CHECK(line.read(1, 100).empty());
  CHECK(line.printer->hanging_out().height() == 0);
  line.printer->open_cover(false);
  CHECK(line.read(7) == kAnswer);
  CHECK(line.printer->hanging_out().height() == 1);

  line.printer->jam_cutter(true);
  CHECK((line.status(3) & 0x08U) != 0);
  line.printer->jam_cutter(false);
  line.printer->overheat(true);
  CHECK((line.status(3) & 0x40U) != 0);
  line.printer->overheat(false);
  line.printer->near_end(true);
  CHECK((line.status(4) & 0x0cU) == 0x0cU);
  CHECK(line.status(1) == 0x12);  // it stops nothing
  line.printer->end_paper(1);
  line.write(kRow + kRow + kAsk);
  CHECK(line.read(1, 100).empty());
  CHECK((line.status(4) & 0x60U) == 0x60U);
  CHECK((line.status(2) & 0x20U) != 0);
  CHECK(line.printer->hanging_out().height() == 2);
  line.printer->load_paper();
  CHECK(line.read(7) == kAnswer);
  CHECK(line.printer->hanging_out().height() == 3);
}

TEST_CASE("a picture that holds a question is answered: it must not hold one") {
  const Line line;
  Text rows = kRow;
  rows.replace(20, 3, "\x10\x04\x01");
  line.write(rows + kAsk);
  CHECK(line.read(8) == "\x12" + kAnswer);
  CHECK(line.printer->stats().realtime == 1);
  CHECK(line.printer->hanging_out().height() == 1);
}

TEST_CASE(
    "cleared or without power it forgets what it had not printed, and answers no more to it") {
  const bool cleared = GENERATE(true, false);
  CAPTURE(cleared);
  const Line line;
  line.printer->end_paper(0);
  line.write(kRow + kAsk + kRow.substr(0, 30));
  if (cleared) {
    line.write({"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08", 10});
    CHECK(line.read(3) == Text("\x37\x25\0", 3));
  } else {
    CHECK((line.status(4) & 0x60U) == 0x60U);  // it has heard all before
    line.printer->off();
    line.printer->on();
    line.write("\x10\x04\x01");
    CHECK(line.read(1, 100).empty());  // it starts
    for (int tries = 0; tries < 100 && line.read(1, 100).empty(); ++tries) {
      line.write("\x10\x04\x01");
    }
    while (!line.read(1, 300).empty()) {
    }
  }
  line.printer->load_paper();
  CHECK(line.read(1, 200).empty());
  CHECK(line.printer->hanging_out().height() == 0);
  line.write(kRow + kCut + kAsk);
  CHECK(line.read(7) == kAnswer);
  CHECK(line.printer->pieces().size() == 1);
}

TEST_CASE("a plain model skips what it does not know by its length, and answers GS r in its turn") {
  const Line line;
  line.printer->speak_plainly(true);
  line.write(kRow + kAsk + "\x1dr\x01");
  CHECK(line.read(1) == Text(1, '\0'));
  CHECK(line.read(1, 100).empty());
  CHECK(line.printer->stats().unknown == 0);
}

TEST_CASE("what no longer fits into its buffer is lost, and counted") {
  const Line line;
  line.printer->end_paper(0);
  for (int i = 0; i < 60; ++i) line.write(kRow);  // 4,800 bytes
  CHECK((line.status(4) & 0x60U) == 0x60U);
  CHECK(line.printer->stats().overrun > 0);
}

TEST_CASE("an unplugged line hangs up, and a new one stands behind the same path") {
  Line line;
  line.printer->unplug();
  char byte = 0;
  CHECK(::read(line.device, &byte, 1) <= 0);
  close(line.device);
  line.printer->replug();
  line.open();
  CHECK(line.status(1) == 0x12);
}

}  // namespace
}  // namespace sandbox
