// SPDX-License-Identifier: GPL-3.0-or-later
// Loaded before a whole kiosk ($LD_PRELOAD): plugs the simulated chip in at $KIOSK_GPIO_CHIP, and
// keeps writing what $KIOSK_GPIO_LINE was set to, "010", to the file $KIOSK_GPIO_LOG. Does nothing
// in any other program.
#include <errno.h>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>
#include <thread>

#include "tests/devices/gpio/gpio_chip.h"

namespace {

void follow(const bench::GpioChip& chip, unsigned line, const std::string& log,
            const std::stop_token& stop) {
  constexpr std::chrono::milliseconds kLook{20};
  std::size_t told = 0;
  while (!stop.stop_requested()) {
    const auto history = chip.history(line);
    std::ofstream out(log, std::ios::app);
    for (; told < history.size(); ++told) out << (history[told] ? '1' : '0');
    out.close();
    std::this_thread::sleep_for(kLook);
  }
}

__attribute__((constructor)) void plug_in() {
  const char* path = std::getenv("KIOSK_GPIO_CHIP");
  const char* line = std::getenv("KIOSK_GPIO_LINE");
  const char* log = std::getenv("KIOSK_GPIO_LOG");
  const bool kiosk = std::strcmp(program_invocation_short_name, "kiosk") == 0;
  if (!kiosk || path == nullptr || line == nullptr || log == nullptr) return;
  static const bench::GpioChip chip(path);
  static const std::jthread watch(
      [at = static_cast<unsigned>(std::atoi(line)),
       to = std::string(log)](const std::stop_token& stop) { follow(chip, at, to, stop); });
}

}  // namespace
