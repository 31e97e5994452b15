// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/wires/thermometer_line.h"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>

#include "tests/devices/sandbox/wires/serial_client.h"
#include "tests/files.h"

using namespace sandbox;

namespace {

struct Forehead {
  std::string hear(std::size_t most) {
    const Bytes got = client.read_out(most);
    return {got.begin(), got.end()};
  }
  void ask(std::string_view words) { client.write(Bytes(words.begin(), words.end())); }

  files::Folder scratch;
  ThermometerLine line{scratch / "thermometer"};
  SerialClient client{line.path(), B9600};
};

}  // namespace

TEST_CASE("it says how it is, and measures when it is told to and a forehead is there") {
  Forehead forehead;
  forehead.ask("$Q*51\r\n");
  CHECK(forehead.hear(9) == "$S,0*4F\r\n");
  forehead.line.set_battery(false);
  forehead.ask("$Q*51\r\n");
  CHECK(forehead.hear(9) == "$S,1*4E\r\n");
  forehead.line.set_battery(true);
  // Held before it while nobody is to be measured: as soon as somebody is.
  forehead.line.show(365);
  forehead.ask("$M,17*67\r\n");
  CHECK(forehead.hear(24) == "$A,17*6B\r\n$T,17,365*62\r\n");
  forehead.line.show(319);
  CHECK(forehead.hear(13).substr(0, 8) == "$T,17,LO");
  CHECK(forehead.line.stats().number == 17);
  CHECK(forehead.line.stats().readings == 2);
  forehead.ask("$M,00*61\r\n");
  CHECK(forehead.hear(10) == "$A,00*6D\r\n");
  CHECK(forehead.line.stats().number == 0);
}

TEST_CASE("it answers nothing to a line that is broken") {
  Forehead forehead;
  for (const char* wrong : {"$Q*52\r\n", "Q*51\r\n", "$M,1*50\r\n", "\r\n", "$X*58\r\n"}) {
    forehead.ask(wrong);
  }
  forehead.ask("$M,0$Q*51\r\n");  // begun anew
  CHECK(forehead.hear(9) == "$S,0*4F\r\n");
  CHECK(forehead.line.stats().bad_lines == 5);
}
