// SPDX-License-Identifier: GPL-3.0-or-later
// A beacon on a GPIO line: the real libgpiod, over a simulated chip.
#include "devices/bell_line.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <thread>

#include "tests/devices/gpio/gpio_chip.h"
#include "tests/files.h"

namespace {

using namespace std::chrono_literals;
using bench::GpioChip;
using devices::BellLine;
using visit::Call;
using History = std::vector<bool>;

constexpr unsigned kLine = 17;
constexpr devices::BellLinePace kQuick{.first_retry = 10ms, .last_retry = 50ms, .refresh = 20ms};

template <class Condition>
bool soon(Condition condition) {
  const auto end = std::chrono::steady_clock::now() + 10s;
  while (!condition()) {
    if (std::chrono::steady_clock::now() >= end) return false;
    std::this_thread::sleep_for(2ms);
  }
  return true;
}

}  // namespace

TEST_CASE("the line is off until a call, on until somebody has come, and off when the kiosk ends") {
  const files::Folder folder;
  GpioChip chip(folder / "gpiochip0");
  {
    BellLine bell(folder / "gpiochip0", kLine, kQuick);
    REQUIRE(soon([&] { return bell.works(); }));
    CHECK(chip.is_held(kLine));
    CHECK(chip.consumer(kLine) == "green-channel bell");
    CHECK_FALSE(chip.is_on(kLine));
    bell.ring(Call::red_code);
    REQUIRE(soon([&] { return chip.is_on(kLine); }));
    bell.ring(Call::asked);
    bell.answered();
    REQUIRE(soon([&] { return !chip.is_on(kLine); }));
    bell.ring(Call::asked);
    REQUIRE(soon([&] { return chip.is_on(kLine); }));
    CHECK(bell.failures() == 0);
  }
  CHECK_FALSE(chip.is_on(kLine));
  CHECK_FALSE(chip.is_held(kLine));
  CHECK(chip.history(kLine) == History{false, true, false, true, false});
  // No other line was touched.
  CHECK(chip.history(kLine - 1).empty());
}

TEST_CASE("while a call stands the line stays on and does not blink") {
  const files::Folder folder;
  GpioChip chip(folder / "gpiochip0");
  BellLine bell(folder / "gpiochip0", kLine, kQuick);
  bell.ring(Call::asked);
  REQUIRE(soon([&] { return chip.is_on(kLine); }));
  const int before = chip.sets();
  REQUIRE(soon([&] { return chip.sets() > before + 5; }));
  const auto history = chip.history(kLine);
  CHECK(std::count(history.begin(), history.end(), true) == 1);
  CHECK(history.back());
}

TEST_CASE("a chip that is missing is counted and tried again; a call meanwhile is not lost") {
  const files::Folder folder;
  GpioChip chip(folder / "gpiochip0");
  chip.unplug();
  BellLine bell(folder / "gpiochip0", kLine, kQuick);
  bell.ring(Call::asked);
  REQUIRE(soon([&] { return bell.failures() >= 3; }));
  CHECK_FALSE(bell.works());
  chip.plug();
  REQUIRE(soon([&] { return chip.is_on(kLine); }));
  CHECK(soon([&] { return bell.works(); }));
}

TEST_CASE("a chip that goes is noticed without a call, and stands as wanted when it is back") {
  const files::Folder folder;
  GpioChip chip(folder / "gpiochip0");
  BellLine bell(folder / "gpiochip0", kLine, kQuick);
  bell.ring(Call::asked);
  REQUIRE(soon([&] { return chip.is_on(kLine); }));
  chip.unplug();
  REQUIRE(soon([&] { return !bell.works() && bell.failures() > 0; }));
  bell.answered();
  chip.plug();
  REQUIRE(soon([&] { return bell.works(); }));
  CHECK_FALSE(chip.is_on(kLine));
  bell.ring(Call::asked);
  CHECK(soon([&] { return chip.is_on(kLine); }));
}

TEST_CASE("a line that another program holds, or that the chip has not, is tried again") {
  const files::Folder folder;
  GpioChip chip(folder / "gpiochip0");
  SECTION("held") {
    chip.hold_elsewhere(true);
    BellLine bell(folder / "gpiochip0", kLine, kQuick);
    REQUIRE(soon([&] { return bell.failures() >= 2; }));
    chip.hold_elsewhere(false);
    CHECK(soon([&] { return bell.works(); }));
  }
  SECTION("no such line") {
    BellLine bell(folder / "gpiochip0", GpioChip::kLines, kQuick);
    bell.ring(Call::asked);
    CHECK(soon([&] { return bell.failures() >= 2; }));
    CHECK_FALSE(bell.works());
  }
  SECTION("no chip, but a file") {
    BellLine bell("/dev/zero", kLine, kQuick);
    CHECK(soon([&] { return bell.failures() >= 2; }));
  }
}

TEST_CASE("whoever rings does not wait for a chip that hangs") {
  const files::Folder folder;
  GpioChip chip(folder / "gpiochip0");
  BellLine bell(folder / "gpiochip0", kLine, kQuick);
  REQUIRE(soon([&] { return bell.works(); }));
  chip.hang(500);
  REQUIRE(soon([&] { return chip.hangs(); }));
  // A thousand calls that waited for it would take minutes.
  const int before = chip.sets();
  for (int i = 0; i < 500; ++i) {
    bell.ring(Call::asked);
    bell.answered();
  }
  bell.ring(Call::asked);
  CHECK(chip.sets() - before < 100);
  chip.hang(0);
  CHECK(soon([&] { return chip.is_on(kLine); }));
}
