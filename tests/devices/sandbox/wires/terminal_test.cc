// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/wires/terminal.h"

#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/devices/sandbox/wires/serial_client.h"
#include "tests/files.h"

using namespace sandbox;

TEST_CASE("bytes pass a terminal unchanged in both directions") {
  const files::Folder scratch;
  Terminal terminal(scratch / "line");
  SerialClient client(terminal.path());
  REQUIRE(client.is_open());
  Bytes all;
  for (int value = 0; value < 256; ++value) all.push_back(static_cast<std::uint8_t>(value));
  REQUIRE(client.write(all));
  CHECK(terminal.read(512) == all);
  CHECK(terminal.read(512).empty());
  CHECK(terminal.write(all) == all.size());
  CHECK(client.read(all.size()) == all);
}

TEST_CASE("an unplugged terminal hangs up, and another one comes back under its name") {
  const files::Folder scratch;
  Terminal terminal(scratch / "line");
  SerialClient client(terminal.path());
  CHECK(client.read(1, std::chrono::milliseconds(20)).empty());
  CHECK_FALSE(client.hung_up());  // control: silence is not a hang-up

  terminal.unplug();
  CHECK(client.read(1).empty());
  CHECK(client.hung_up());
  CHECK_FALSE(std::filesystem::is_symlink(terminal.path()));
  CHECK_FALSE(SerialClient(terminal.path()).is_open());
  CHECK(terminal.read(16).empty());
  CHECK(terminal.write(Bytes{1}) == 0);
  CHECK(terminal.client_baud() == std::nullopt);

  terminal.replug();
  SerialClient again(terminal.path());
  REQUIRE(again.is_open());
  terminal.write(Bytes{0x55});
  CHECK(again.read(1) == Bytes{0x55});
}

TEST_CASE("a client that leaves is not a hang-up for the next") {
  const files::Folder scratch;
  Terminal terminal(scratch / "line");
  for (int i = 0; i < 3; ++i) {
    SerialClient client(terminal.path());
    REQUIRE(client.write(Bytes{0x42}));
    CHECK(terminal.read(16) == Bytes{0x42});
  }
}

TEST_CASE("the terminal knows the client's speed") {
  const files::Folder scratch;
  Terminal terminal(scratch / "line");
  CHECK(terminal.client_baud() == 115200);
  SerialClient client(terminal.path(), B9600);
  CHECK(terminal.client_baud() == 9600);
  client.set_speed(B57600);
  CHECK(terminal.client_baud() == 57600);
  client.set_speed(B300);
  CHECK(terminal.client_baud() == std::nullopt);
}

TEST_CASE("a link left behind is replaced, and goes with the terminal") {
  const files::Folder scratch;
  const auto link = scratch / "line";
  std::filesystem::create_symlink("/dev/null", link);
  {
    Terminal terminal(link);
    CHECK(std::filesystem::read_symlink(link) != "/dev/null");
  }
  CHECK_FALSE(std::filesystem::is_symlink(link));
}
