// SPDX-License-Identifier: GPL-3.0-or-later
// The tap between real drivers, our own and libnfc, and the emulated lines.
#include "devices/reader/wire_tap.h"

#include <catch2/catch.hpp>
#include <mutex>
#include <string>
#include <vector>

#include "devices/reader/connstring.h"
#include "devices/reader/nfc_reader.h"
#include "devices/reader/sam_v_module.h"
#include "devices/sandbox/wires/terminal.h"
#include "tests/devices/reader/bench.h"
#include "tests/devices/sandbox/wires/serial_client.h"
#include "tests/files.h"

namespace {

using namespace bench;
using devices::reader::Direction;
using devices::reader::Instant;
using devices::reader::LineTrouble;
using devices::reader::NfcReader;
using devices::reader::SamVModule;
using devices::reader::Sight;
using devices::reader::WireTap;
using sandbox::Bytes;

struct Heard {
  void hear(Direction direction, Instant at, std::span<const std::uint8_t> bytes) {
    const std::lock_guard lock(mutex);
    auto& side = direction == Direction::to_device ? to_device : to_host;
    side.insert(side.end(), bytes.begin(), bytes.end());
    in_order = in_order && at >= last;
    last = at;
  }
  std::size_t count(Direction direction) {
    const std::lock_guard lock(mutex);
    return direction == Direction::to_device ? to_device.size() : to_host.size();
  }

  std::mutex mutex;
  Bytes to_device;
  Bytes to_host;
  Instant last{};
  bool in_order = true;
};

struct Tapped {
  Heard heard;
  WireTap tap;

  Tapped(const std::string& device, const files::Folder& scratch)
      : tap(device, scratch.path() / "tapped",
            [this](Direction direction, Instant at, std::span<const std::uint8_t> bytes) {
              heard.hear(direction, at, bytes);
            }) {}
};

}  // namespace

TEST_CASE("a module is read through a tap as without one, and the tap hears both sides") {
  Lines lines;
  const files::Folder scratch;
  const auto person = wang();
  lines.sam_v.lay(person.card);
  Bytes plain;
  {
    auto module = SamVModule::open(lines.device());
    REQUIRE(module);
    REQUIRE(module->find());
    REQUIRE(module->select());
    const auto reply = module->read();
    REQUIRE(reply);
    plain.assign(reply->data.begin(), reply->data.end());
  }
  lines.sam_v.lift();
  lines.sam_v.lay(person.card);
  const auto before = lines.sam_v.stats();

  Tapped tapped(lines.device(), scratch);
  // The control: the device is the tap's alone.
  CHECK(SamVModule::open(lines.device()).error() == LineTrouble::gone);
  auto module = SamVModule::open(tapped.tap.path());
  REQUIRE(module);
  REQUIRE(module->find());
  REQUIRE(module->select());
  const auto reply = module->read();
  REQUIRE(reply);
  CHECK(Bytes(reply->data.begin(), reply->data.end()) == plain);

  const auto after = lines.sam_v.stats();
  CHECK(tapped.heard.count(Direction::to_device) == after.bytes_in - before.bytes_in);
  CHECK(tapped.heard.count(Direction::to_host) == after.bytes_out - before.bytes_out);
  CHECK(tapped.heard.to_host.size() > 1295);
  CHECK(tapped.heard.in_order);
}

TEST_CASE("libnfc reads a chip through a tap") {
  Lines lines;
  const files::Folder scratch;
  Tapped tapped(lines.pn532.path().string(), scratch);
  lines.pn532.lay(wang().card);
  devices::reader::tame_libnfc();
  auto reader =
      NfcReader::open(devices::reader::with_device(lines.connstring(), tapped.tap.path().string()));
  REQUIRE(reader);
  const auto sees_chip = [&] {
    const auto look = reader->look();
    return look && look->sight == Sight::resident;
  };
  CHECK(within(3000ms, sees_chip));
  const auto stats = lines.pn532.stats();
  CHECK(tapped.heard.count(Direction::to_device) == stats.bytes_in);
  CHECK(within(1000ms, [&] { return tapped.heard.count(Direction::to_host) == stats.bytes_out; }));
}

TEST_CASE("a tapped line follows the speed that its driver sets") {
  Lines lines;
  const files::Folder scratch;
  lines.sam_v.arm(sandbox::SamVFault::wrong_baud);
  Tapped tapped(lines.device(), scratch);
  // Found at 9600, after four other speeds gave noise.
  auto module = SamVModule::open(tapped.tap.path());
  REQUIRE(module);
  CHECK(module->status() == 0x90);
}

TEST_CASE("every byte passes a tap in both directions, however much at once") {
  const files::Folder scratch;
  sandbox::Terminal terminal(scratch.path() / "device");
  Tapped tapped(terminal.path(), scratch);
  sandbox::SerialClient client(tapped.tap.path());
  REQUIRE(client.is_open());
  Bytes all;
  for (int i = 0; i < 2560; ++i) all.push_back(static_cast<std::uint8_t>(i * 7 + i / 256));
  REQUIRE(terminal.write(all) == all.size());
  CHECK(client.read(all.size()) == all);
  REQUIRE(client.write(all));
  Bytes arrived;
  CHECK(within(3000ms, [&] {
    const Bytes some = terminal.read(512);
    arrived.insert(arrived.end(), some.begin(), some.end());
    return arrived.size() == all.size();
  }));
  CHECK(arrived == all);
  CHECK(tapped.heard.to_device == all);
  CHECK(tapped.heard.to_host == all);
}

TEST_CASE("a device that goes hangs the tapped line up, and one that returns is behind its path") {
  Lines lines;
  const files::Folder scratch;
  Tapped tapped(lines.device(), scratch);
  auto module = SamVModule::open(tapped.tap.path());
  REQUIRE(module);
  CHECK_FALSE(module->cut());  // the control
  lines.sam_v.unplug();
  CHECK(within(2000ms, [&] { return module->cut(); }));
  CHECK(module->status().error() == LineTrouble::gone);
  CHECK(within(1000ms, [&] { return !std::filesystem::is_symlink(tapped.tap.path()); }));
  CHECK(SamVModule::open(tapped.tap.path()).error() == LineTrouble::gone);
  lines.sam_v.replug();
  CHECK(within(2000ms, [&] { return std::filesystem::is_symlink(tapped.tap.path()); }));
  CHECK(SamVModule::open(tapped.tap.path()));
}

TEST_CASE("a tap waits for a device that is not there yet, and leaves nothing behind") {
  const files::Folder scratch;
  const auto path = scratch.path() / "device";
  {
    Tapped tapped(path, scratch);
    CHECK_FALSE(std::filesystem::is_symlink(tapped.tap.path()));
    sandbox::Terminal terminal(path);
    CHECK(within(2000ms, [&] { return std::filesystem::is_symlink(tapped.tap.path()); }));
  }
  CHECK(std::filesystem::is_empty(scratch.path()));
}

TEST_CASE("the device in a connstring is found and replaced, where there is one") {
  using devices::reader::serial_device_of;
  using devices::reader::with_device;
  CHECK(serial_device_of("pn532_uart:/dev/ttyUSB0:115200") == "/dev/ttyUSB0");
  CHECK(serial_device_of("arygon:/dev/ttyS0") == "/dev/ttyS0");
  CHECK(with_device("pn532_uart:/dev/ttyUSB0:115200", "/x/y") == "pn532_uart:/x/y:115200");
  CHECK(with_device("arygon:/dev/ttyS0", "/x/y") == "arygon:/x/y");
  CHECK_FALSE(serial_device_of("acr122_usb:001:004"));
  CHECK_FALSE(serial_device_of("acr122_usb"));
  CHECK_FALSE(serial_device_of(""));
}
