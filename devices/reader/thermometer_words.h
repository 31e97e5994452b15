// SPDX-License-Identifier: GPL-3.0-or-later
// The lines that a forehead thermometer and its host say to one another (docs/wire.md §12): cut out
// of the bytes, checked, and taken apart. A line that is not exactly one of them is none. Pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace devices::reader {

// Names one time of measuring; 0 is none.
using MeasuringNumber = int;
inline constexpr MeasuringNumber kLastMeasuring = 99;

struct ThermometerState {
  bool measures = false;  // false: its battery is too low
};
struct MeasuringBegun {
  MeasuringNumber number = 0;
};
struct ForeheadReading {
  MeasuringNumber number = 0;
  std::optional<int> tenths;  // of a degree Celsius, 320-430; none: colder or hotter than that
};
using ThermometerWord = std::variant<ThermometerState, MeasuringBegun, ForeheadReading>;

[[nodiscard]] std::string ask_thermometer();
[[nodiscard]] std::string begin_measuring(MeasuringNumber number);

// What stands between $ and *.
[[nodiscard]] std::optional<ThermometerWord> thermometer_word(std::string_view body);

class ThermometerFramer {
 public:
  // The next whole line whose check figures hold, without $ and what follows the body; none when
  // the bytes are used up. `bytes` becomes what is left.
  [[nodiscard]] std::optional<std::string> take(std::span<const std::uint8_t>& bytes);
  void reset() { open_ = false; }

 private:
  [[nodiscard]] std::optional<std::string> end_line() const;

  static constexpr std::size_t kLongest = 24;  // from after $ to before CR LF
  std::array<char, kLongest> line_{};
  std::size_t size_ = 0;
  bool open_ = false;    // a $ has been seen
  bool ending_ = false;  // a CR has been seen
};

}  // namespace devices::reader
