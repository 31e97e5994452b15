// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/wires/scanner_line.h"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>

#include "tests/devices/sandbox/wires/serial_client.h"
#include "tests/devices/sandbox/wires/soon.h"
#include "tests/files.h"

using namespace sandbox;

namespace {

struct Counter {
  // What the line says before it has been silent for a while.
  std::string hear(std::size_t most) {
    const Bytes got = client.read_out(most);
    return {got.begin(), got.end()};
  }

  files::Folder scratch;
  ScannerLine line{scratch / "scanner"};
  SerialClient client{line.path()};
};

}  // namespace

TEST_CASE("a text is sent with its end, one after the other") {
  Counter counter;
  counter.line.scan("HC1:ONE");
  counter.line.scan("two", "\r\n");
  counter.line.scan("three", "");
  CHECK(counter.hear(17) == "HC1:ONE\rtwo\r\nthree");
  CHECK(counter.line.stats().texts == 3);
  CHECK(counter.line.stats().bytes_out == 18);
  CHECK(counter.line.stats().faults_spent == 0);
}

TEST_CASE("the longest text fits the line") {
  Counter counter;
  const std::string longest(4296, 'Q');
  counter.line.scan(longest);
  CHECK(counter.hear(4297) == longest + "\r");
}

TEST_CASE("a fault spoils one text, and as it says") {
  Counter counter;
  const auto spoiled = [&](ScannerFault fault, std::size_t bytes) {
    counter.line.arm(fault);
    counter.line.scan("ABCDEF");
    counter.line.scan("whole");
    return counter.hear(bytes);
  };
  CHECK(spoiled(ScannerFault::no_suffix, 12) == "ABCDEFwhole\r");
  CHECK(spoiled(ScannerFault::split, 13) == "ABCDEF\rwhole\r");
  CHECK(spoiled(ScannerFault::control_character, 14) ==
        "ABC\x1d"
        "DEF\rwhole\r");
  CHECK(spoiled(ScannerFault::garbage, 13) == std::string(6, '\x9b') + "\rwhole\r");
  CHECK(spoiled(ScannerFault::too_long, 4304) == "ABCDEF" + std::string(4291, 'A') + "\rwhole\r");
  CHECK(counter.line.stats().faults_spent == 5);
  counter.line.arm(ScannerFault::garbage, kUntilDisarmed);
  counter.line.disarm();
  counter.line.scan("whole");
  CHECK(counter.hear(6) == "whole\r");
}

TEST_CASE("a text may rest in its middle") {
  Counter counter;
  counter.line.arm(ScannerFault::pause);
  counter.line.scan("ABCDE");
  counter.line.scan("whole");
  CHECK(counter.hear(3) == "ABC");
  CHECK(counter.hear(9) == "DE\rwhole\r");
}

TEST_CASE("an unplugged scanner hangs up, scans nothing, and comes back behind its name") {
  Counter counter;
  counter.line.scan("one");
  CHECK(counter.hear(4) == "one\r");
  CHECK_FALSE(counter.client.hung_up());
  counter.line.arm(ScannerFault::unplug_mid_text);
  counter.line.scan("ABCDEFG");
  counter.hear(9);
  CHECK(counter.client.hung_up());
  counter.line.scan("into the void");
  counter.line.replug();
  SerialClient again(counter.line.path());
  REQUIRE(again.is_open());
  counter.line.scan("two");
  CHECK(again.read_out(4) == Bytes{'t', 'w', 'o', '\r'});
}

TEST_CASE("a scanner takes no notice of what it is told") {
  Counter counter;
  REQUIRE(counter.client.write(Bytes{'A', 'T', '\r'}));
  CHECK(soon([&] { return counter.line.stats().bytes_in == 3; }));
  counter.line.scan("one");
  CHECK(counter.hear(4) == "one\r");
}
