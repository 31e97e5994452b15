// SPDX-License-Identifier: GPL-3.0-or-later
// A forehead thermometer on its serial line (docs/wire.md §12). It measures only when it is told
// to, and each reading bears the number of that telling: none counts for whoever comes next. One
// thread owns it.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "devices/reader/line.h"
#include "devices/reader/thermometer_words.h"

namespace devices::reader {

class Thermometer {
 public:
  // Opens the line and tells the thermometer that nobody is to be measured. Takes up to 2.5 s when
  // nothing answers.
  [[nodiscard]] static tl::expected<Thermometer, LineTrouble> open(const std::string& device);
  // The same over a line that is open already.
  [[nodiscard]] static tl::expected<Thermometer, LineTrouble> open(std::unique_ptr<Line> line);

  // Whether it can measure; false when its battery is too low.
  [[nodiscard]] tl::expected<bool, LineTrouble> measures();
  // From now on readings are of this number, 1-99; 0: nobody is measured.
  [[nodiscard]] tl::expected<void, LineTrouble> measure(MeasuringNumber number);
  // The next reading, in tenths of a degree Celsius; `silent` when none came, which is also what
  // comes of one that is out of range.
  [[nodiscard]] tl::expected<int, LineTrouble> next(Instant until);

  [[nodiscard]] Instant now() const { return line_->now(); }
  [[nodiscard]] bool cut() const { return line_->cut(); }

 private:
  explicit Thermometer(std::unique_ptr<Line> line) : line_(std::move(line)) {}

  template <class Word, class Fits>
  tl::expected<Word, LineTrouble> ask(const std::string& question, Fits fits);
  // The next line that means something. Readings on the way are kept.
  tl::expected<ThermometerWord, LineTrouble> hear(Instant until);
  void keep(const ForeheadReading& reading);

  std::unique_ptr<Line> line_;
  ThermometerFramer framer_;
  std::array<std::uint8_t, 64> room_{};
  std::size_t size_ = 0;
  std::size_t used_ = 0;
  MeasuringNumber number_ = 0;
  std::deque<int> readings_;  // that came while an answer was waited for
};

}  // namespace devices::reader
