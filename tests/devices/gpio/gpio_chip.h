// SPDX-License-Identifier: GPL-3.0-or-later
// A GPIO chip that is not there: answers what libgpiod 1.6 asks of the kernel's character device
// (GPIO v1 uAPI) for one path; every other file is the system's. Its lines are looked at by the
// test. One chip at a time; safe on any thread.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace bench {

class GpioChip {
 public:
  // Plugged in at `path`, in a folder that exists.
  explicit GpioChip(std::filesystem::path path);
  ~GpioChip();
  GpioChip(const GpioChip&) = delete;
  GpioChip& operator=(const GpioChip&) = delete;

  static constexpr unsigned kLines = 32;

  // Out: what is asked of it fails with ENODEV from now on, and its path is gone.
  void unplug();
  void plug();
  // Another program holds the line: requests fail with EBUSY.
  void hold_elsewhere(bool held);
  // Each request hangs for as long.
  void hang(int milliseconds);
  [[nodiscard]] bool hangs() const;  // one of them does

  // Of a line that is held as an output.
  [[nodiscard]] bool is_held(unsigned line) const;
  [[nodiscard]] bool is_on(unsigned line) const;
  [[nodiscard]] std::string consumer(unsigned line) const;
  // Values a line was set to since the beginning, without repetitions.
  [[nodiscard]] std::vector<bool> history(unsigned line) const;
  [[nodiscard]] int sets() const;

 private:
  const std::filesystem::path path_;
};

}  // namespace bench
