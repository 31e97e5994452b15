// SPDX-License-Identifier: GPL-3.0-or-later
// A forehead thermometer at the far end of a serial line, written from docs/wire.md section 12: its
// readings, its battery, and every fault a test wants of them. It owns the thread it answers from;
// every function here may be called from any other thread, and has taken effect when it returns.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "devices/sandbox/wires/faults.h"

namespace sandbox {

enum class ThermometerFault {
  // Each spoils the next `count` readings.
  bad_check,        // one figure of the temperature changed, the check figures as they were
  half_line,        // its first half; what comes next follows at once
  garbage,          // as many bytes that are no characters of a line
  other_number,     // measured for the one before
  unplug_mid_line,  // its first half, then a hang-up
  // Each spoils the next `count` answers.
  silent,       // none
  half_answer,  // its first half
};

struct ThermometerStats {
  std::uint64_t bytes_in = 0;
  std::uint64_t bytes_out = 0;
  std::vector<std::string> commands;  // whole lines, without $ and what follows the body
  std::uint32_t bad_lines = 0;        // wrong check figures, or no command
  std::uint32_t readings = 0;         // sent to their end
  std::uint32_t faults_spent = 0;
  int number = 0;  // for whom it measures; 0: nobody
};

class ThermometerLine {
 public:
  // A link at `path` to a new pseudo-terminal; its directory must exist.
  explicit ThermometerLine(std::filesystem::path path);
  ~ThermometerLine();
  ThermometerLine(const ThermometerLine&) = delete;
  ThermometerLine& operator=(const ThermometerLine&) = delete;

  const std::filesystem::path& path() const;

  // A forehead of so many tenths of a degree Celsius is held before it: measured now, or as soon as
  // it is to measure. Another one takes its place.
  void show(int tenths);
  void set_battery(bool good);
  // Bytes as they are, after what is already being sent.
  void say(std::string_view bytes);

  // Arming again replaces what was left; kUntilDisarmed never runs out.
  void arm(ThermometerFault fault, int count = 1);
  void disarm();

  void unplug();  // the client sees a hang-up, the thermometer loses power
  void replug();  // a freshly powered one behind the same path

  ThermometerStats stats() const;

 private:
  struct Far;
  std::unique_ptr<Far> far_;
};

}  // namespace sandbox
